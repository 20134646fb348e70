import { join } from "node:path"
import { Effect } from "effect"
import type { Exchange, ExchangeAccount } from "@tradetower/execution"
import { startSystem } from "@tradetower/local"
import { remoteExchange } from "../standins/exchange/adapter.ts"
import { standInAddresses as alpacaAt } from "../standins/alpaca/addresses.ts"
import { standInAddresses as tastytradeAt } from "../standins/tastytrade/addresses.ts"
import { atBroker } from "./broker-trading.ts"
import { coinbaseInPlaceOfPaper } from "./coinbase-trading.ts"
import { hurriedAtIbkr } from "./ibkr-trading.ts"
import { dieAtCommit, dieAtOrder } from "./die.ts"
import type { Death } from "./kill-plan.ts"

/**
 * The product as `npm start` runs it, trading at the exchange of `EXCHANGE`, or through its adapter at the broker of
 * `COINBASE`, `ALPACA`, `IBKR` or `TASTYTRADE`, or at gateways whose time is ahead by `GATEWAY`, in place of the paper exchange, and dying as `DEATH` says.
 */
const {
  AHEAD: ahead = "0",
  ALPACA: alpaca,
  COINBASE: coinbase,
  DEATH: plan,
  EXCHANGE: url,
  GATEWAY: gatewayAhead,
  IBKR: ibkr,
  TASTYTRADE: tastytrade,
  TRADETOWER_HOME: home
} = process.env
if (home === undefined) throw new Error("say TRADETOWER_HOME")
const trading = (): Exchange => {
  if (coinbase !== undefined) return coinbaseInPlaceOfPaper(coinbase)
  if (url === undefined) throw new Error("say EXCHANGE, COINBASE, ALPACA, IBKR or TASTYTRADE")
  return remoteExchange(url)
}
const death = plan === undefined ? undefined : (JSON.parse(plan) as Death)
if (death !== undefined) dieAtCommit(death)
const order = death === undefined ? undefined : dieAtOrder(death)

const doomed = (account: ExchangeAccount): ExchangeAccount => ({
  ...account,
  place: (symbol, request, wireId) =>
    Effect.sync(() => order?.before()).pipe(
      Effect.andThen(account.place(symbol, request, wireId)),
      Effect.tap(() => Effect.sync(() => order?.after()))
    )
})
const accounts = new Map<ExchangeAccount, ExchangeAccount>()
const dying = (exchange: Exchange): Exchange => ({
  ...exchange,
  open: (connection) =>
    Effect.map(exchange.open(connection), (account) => {
      const known = accounts.get(account) ?? doomed(account)
      accounts.set(account, known)
      return known
    })
})
const alone = () => {
  const exchange = dying(trading())
  return {
    trading: Effect.succeed({ exchanges: Effect.succeed([exchange]), time: { now: Effect.sync(() => Date.now()) } })
  }
}

const system = await startSystem({
  demo: true,
  folder: join(home, "world"),
  configFolder: `${home}-config`,
  ...(alpaca !== undefined
    ? atBroker({ alpaca: alpacaAt(alpaca) }, dying)
    : gatewayAhead !== undefined
      ? atBroker({}, dying, Number(gatewayAhead), ["ibkr-gateway"])
      : ibkr !== undefined
        ? hurriedAtIbkr(ibkr, dying)
        : tastytrade === undefined
          ? alone()
          : atBroker({ tastytrade: tastytradeAt(tastytrade) }, dying, Number(ahead)))
})
process.once("SIGINT", () => void system.stop().then(() => process.exit(0)))
console.log(system.url)
