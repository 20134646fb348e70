import { Effect, Stream } from "effect"
import { alpacaBench } from "../contracts/alpaca-bench.ts"
import { atBench } from "../contracts/exchange-bench.ts"
import { type AlpacaProcess, startAlpaca } from "../standins/alpaca/start.ts"
import { alpacaAccount, startAt } from "../system/with-alpaca.ts"
import { pricesToOrders } from "./broker-orders.ts"
import { atMost, quantile } from "./figure.ts"
import { report } from "./report.ts"
import { benchAccount as accountOf } from "./bench-account.ts"
import { entersOnce } from "./settings.ts"

/*
 * At what plays Alpaca: from a price on the wire to the order it causes on the wire, the whole product between them, and how
 * long everything takes to be known again after a cut. One bot a coin, since Alpaca has one position
 * each; the first of each system warm up.
 */
const SYSTEMS = 14
/** Fewer than the pairs that a page may look at. */
const COINS = 18
const WARM = 4
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
await alpaca.stop()
const reconnected = await Effect.runPromise(Effect.scoped(known))
report([
  atMost("Alpaca: price -> order, both on the wire, p50", quantile(samples, 0.5), 4, "ms", `${samples.length} prices`),
  atMost("Alpaca: price -> order, both on the wire, p99", quantile(samples, 0.99), 15, "ms"),
  atMost("Alpaca: cut -> 300 orders and 50 missed trades known", reconnected / 1_000, 3, "s")
])
