import { setTimeout as sleep } from "node:timers/promises"
import { Effect, Stream } from "effect"
import type { BotView, ConnectionView } from "@tradetower/api/contract"
import { alpacaBench } from "../contracts/alpaca-bench.ts"
import { atBench } from "../contracts/exchange-bench.ts"
import type { AccountOptions } from "../standins/alpaca/alpaca-book.ts"
import { type AlpacaProcess, startAlpaca } from "../standins/alpaca/start.ts"
import { gridAround, makeBot } from "../system/bots.ts"
import { signIn, until } from "../system/trader.ts"
import { alpacaAccount, startAt } from "../system/with-alpaca.ts"
import { pricesToOrders } from "./broker-orders.ts"
import { atMost, quantile } from "./figure.ts"
import { report } from "./report.ts"
import { entersOnce } from "./settings.ts"

/*
 * At what plays Alpaca: from a price, and from a fill, on the wire to the order it causes on the wire, the whole product
 * between them, and how long everything takes to be known again after a cut. One bot a coin, since Alpaca has one position
 * each; the first of each system warm up.
 */
const SYSTEMS = 14
/** Fewer than the pairs that a page may look at. */
const COINS = 18
const WARM = 4
/** Grids, each with an account of its own, which may make 200 requests a minute. */
const [GRIDS, FILLS] = [6, 24]
const PRICE = 100

const accountOf = (nth: number): AccountOptions => ({
  key: `PK-${nth}`,
  secret: "s",
  number: `PA-${nth}`,
  environment: "paper",
  cash: "1000000"
})

/** What one system takes for each of its coins, ms. */
const measured = async (alpaca: AlpacaProcess, nth: number): Promise<ReadonlyArray<number>> => {
  await alpaca.add(accountOf(nth))
  return pricesToOrders({
    system: await startAt(alpaca.url),
    venue: "alpaca",
    connection: alpacaAccount(accountOf(nth), "At Alpaca"),
    symbols: Array.from({ length: COINS }, (_, coin) => ({ ours: `C${coin}-USD`, theirs: `C${coin}/USD` })),
    settings: entersOnce({ _tag: "PRICE_CHANGE", percent: "-1" }),
    trade: alpaca.trade,
    measure: alpaca.measure,
    apart: 40,
    warm: WARM
  })
}

/** From each fill of a grid that is told to the order it causes, ms; the first grid's warm up. */
const fillsToOrders = async (alpaca: AlpacaProcess): Promise<ReadonlyArray<number>> => {
  const system = await startAt(alpaca.url)
  const trader = await signIn(system.origin, "ada")
  const coins = Array.from({ length: GRIDS }, (_, nth) => `C${nth}`)
  let next = 0
  /** The market goes on, coin by coin. */
  const trading = setInterval(() => void alpaca.trade(`${coins[next++ % GRIDS]}/USD`, String(PRICE)), 20)
  for (const [nth, coin] of coins.entries()) {
    const account = accountOf(SYSTEMS + nth)
    await alpaca.add(account)
    const { body } = await until(
      "the account is added",
      () => trader.ask("POST", "/api/v1/connections", alpacaAccount(account, `Account ${nth}`)),
      ({ status }) => status === 201
    )
    const settings = gridAround(PRICE, 10_000, 1.2)
    const bot = await makeBot(trader, coin, settings, `${coin}-USD`, (body as ConnectionView).id)
    await until(
      "it starts once there is a price",
      () => trader.ask("POST", `/api/v1/bots/${bot.id}/start`),
      ({ status }) => status < 300
    )
  }
  await until(
    "the grids rest",
    () => trader.get<ReadonlyArray<BotView>>("/api/v1/bots"),
    (bots) => bots.every(({ run }) => (run?.summary.openOrders ?? 0) > 5)
  )
  clearInterval(trading)
  const samples: Array<number> = []
  for (const [nth, coin] of coins.entries())
    for (let fill = 0; fill < FILLS; fill++) {
      // All that the one before caused has to be over.
      await sleep(150)
      const took = await alpaca.measure(`${coin}/USD`, String(PRICE * (fill % 2 === 0 ? 0.985 : 1.001)), "FILLS")
      if (nth > 0) samples.push(took)
    }
  await system.stop()
  return samples
}

/** After a cut: how long until the orders that rest and the trades that were missed are known, ms. */
const known = Effect.gen(function* () {
  const bench = yield* alpacaBench("us_equity")
  const { buy, heard, priceOf, symbol } = atBench(bench)
  yield* bench.trade("100")
  const { account } = yield* heard("ada")
  const [, { cursor }] = [yield* account.openOrders, yield* account.fills(undefined)]
  // Placed there directly: by the account's own limit it would take minutes.
  const trader = bench.book.accounts.get("key-of-ada")
  if (trader === undefined) return yield* Effect.die("no account")
  for (let nth = 0; nth < 350; nth++)
    bench.book.place(trader, {
      symbol: bench.theirs,
      qty: "1",
      side: "buy",
      type: "limit",
      time_in_force: "gtc",
      limit_price: nth < 50 ? "95" : "50",
      client_order_id: buy({ price: priceOf("50") }).clientOrderId
    })
  yield* bench.breakStreams ?? Effect.void
  yield* bench.trade("95")
  const since = performance.now()
  yield* Stream.runDrain(Stream.takeUntil(account.reports, ({ _tag }) => _tag === "Connected"))
  const { fills } = yield* account.fills(cursor)
  const open = yield* account.openOrders
  const took = performance.now() - since
  if (fills.length !== 50 || open.length !== 300)
    return yield* Effect.die(`${fills.length} trades and ${open.length} orders of ${symbol} are known`)
  return took
})

const alpaca = await startAlpaca({ seed: 1, "tick-millis": 1_000_000, coins: COINS, requests: 100_000 })
const samples: Array<number> = []
for (let nth = 0; nth < SYSTEMS; nth++) samples.push(...(await measured(alpaca, nth)))
const afterFills = await fillsToOrders(alpaca)
await alpaca.stop()
const reconnected = await Effect.runPromise(Effect.scoped(known))
report([
  atMost("Alpaca: price -> order, both on the wire, p50", quantile(samples, 0.5), 4, "ms", `${samples.length} prices`),
  atMost("Alpaca: price -> order, both on the wire, p99", quantile(samples, 0.99), 15, "ms"),
  atMost(
    "Alpaca: fill -> next order, both on the wire, p99",
    quantile(afterFills, 0.99),
    25,
    "ms",
    `${afterFills.length} fills, p50 ${quantile(afterFills, 0.5).toFixed(1)} ms`
  ),
  atMost("Alpaca: cut -> 300 orders and 50 missed trades known", reconnected / 1_000, 3, "s")
])
