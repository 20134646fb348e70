import { join } from "node:path"
import { Effect } from "effect"
import type { ExchangeAccount } from "@tradetower/execution"
import { startSystem } from "@tradetower/local"
import { remoteExchange } from "../standins/exchange/adapter.ts"
import { dieAtCommit, dieAtOrder } from "./die.ts"
import type { Death } from "./kill-plan.ts"

/**
 * The product as `npm start` runs it, trading at the exchange of `EXCHANGE` in place of the paper exchange, and dying as
 * `DEATH` says.
 */
const { DEATH: plan, EXCHANGE: url, TRADETOWER_HOME: home } = process.env
if (url === undefined || home === undefined) throw new Error("say EXCHANGE and TRADETOWER_HOME")
const death = plan === undefined ? undefined : (JSON.parse(plan) as Death)
if (death !== undefined) dieAtCommit(death)
const order = death === undefined ? undefined : dieAtOrder(death)

const remote = remoteExchange(url)
const doomed = (account: ExchangeAccount): ExchangeAccount => ({
  ...account,
  place: (symbol, request) =>
    Effect.sync(() => order?.before()).pipe(
      Effect.andThen(account.place(symbol, request)),
      Effect.tap(() => Effect.sync(() => order?.after()))
    )
})
const accounts = new Map<ExchangeAccount, ExchangeAccount>()
const exchange = {
  ...remote,
  open: (connection: Parameters<typeof remote.open>[0]) =>
    Effect.map(remote.open(connection), (account) => {
      const known = accounts.get(account) ?? doomed(account)
      accounts.set(account, known)
      return known
    })
}

const system = await startSystem({
  demo: true,
  folder: join(home, "world"),
  configFolder: `${home}-config`,
  trading: Effect.succeed({ exchanges: [exchange], time: { now: Effect.sync(() => Date.now()) } })
})
process.once("SIGINT", () => void system.stop().then(() => process.exit(0)))
console.log(system.url)
