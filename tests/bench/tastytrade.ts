import { Effect, Stream } from "effect"
import { atBench } from "../contracts/exchange-bench.ts"
import { tastytradeBench } from "../contracts/tastytrade-bench.ts"
import { aheadToOpen } from "../standins/open-hours.ts"
import { startTastytrade, type TastytradeProcess } from "../standins/tastytrade/start.ts"
import type { AccountOptions } from "../standins/tastytrade/tastytrade-book.ts"
import { connectionOf, startAtTastytrade } from "../system/with-tastytrade.ts"
import { pricesToOrders } from "./broker-orders.ts"
import { atMost, quantile } from "./figure.ts"
import { report } from "./report.ts"

/*
 * At what plays tastytrade: from a price over DXLink to the order it causes on the wire, the whole product between them, and
 * how long everything takes to be known again after a cut. One bot a contract, since tastytrade has one position each; the
 * first of each system warm up.
 */
const SYSTEMS = 5
const CONTRACTS = 10
const WARM = 4
/** Our own pace: so many orders a second, of which some are kept for cancels. */
const APART = 1_200

const accountOf = (nth: number): AccountOptions => ({
  number: `5WT${nth}`,
  refresh: `refresh-${nth}`,
  secret: "s",
  cash: "1000000"
})

/** Buys once the price has fallen by a percent. */
const entersOnce = {
  _tag: "DCA_FUTURES",
  start: { _tag: "PRICE_CHANGE", percent: "-1" },
  direction: "LONG",
  investment: "1000",
  leverage: 2,
  marginType: "CROSS",
  baseOrderAmount: "300",
  baseOrderType: "LIMIT",
  safetyOrderAmount: "100",
  maxSafetyOrders: 1,
  safetyOrderStep: "20",
  safetyOrderStepMultiplier: "1",
  safetyOrderAmountMultiplier: "1",
  takeProfitPercent: "40",
  pumpProtection: false
}

/** What one system takes for each of its contracts, ms. */
const measured = async (tastytrade: TastytradeProcess, ahead: number, nth: number): Promise<ReadonlyArray<number>> => {
  await tastytrade.add(accountOf(nth))
  return pricesToOrders({
    system: await startAtTastytrade(tastytrade.url, ahead),
    venue: "tastytrade",
    connection: connectionOf(accountOf(nth)),
    symbols: Array.from({ length: CONTRACTS }, (_, one) => ({ ours: `F${one}-20991218`, theirs: `/F${one}Z6` })),
    settings: entersOnce,
    trade: tastytrade.trade,
    measure: tastytrade.measure,
    apart: APART,
    warm: WARM
  })
}

/** After a cut: how long until 200 orders that rest and the trades that were missed are known, ms. */
const known = Effect.gen(function* () {
  const bench = yield* tastytradeBench("share")
  const { buy, heard, priceOf, symbol } = atBench(bench)
  yield* bench.trade("100")
  const { account } = yield* heard("ada")
  const { cursor } = yield* account.fills(undefined)
  const trader = bench.accountOf("ada")
  for (let nth = 0; nth < 250; nth++)
    bench.server().book.place(trader, {
      "order-type": "Limit",
      "time-in-force": "GTC",
      price: nth < 50 ? "95" : "50",
      "price-effect": "Debit",
      "external-identifier": buy({ price: priceOf("50") }).clientOrderId,
      legs: [{ "instrument-type": "Equity", symbol: bench.theirs, quantity: "1", action: "Buy to Open" }]
    })
  yield* bench.breakStreams ?? Effect.void
  yield* bench.trade("95")
  const since = performance.now()
  yield* Stream.runDrain(Stream.takeUntil(account.reports, ({ _tag }) => _tag === "Connected"))
  const { fills } = yield* account.fills(cursor)
  const open = yield* account.openOrders
  const took = performance.now() - since
  if (fills.length !== 50 || open.length !== 200)
    return yield* Effect.die(`${fills.length} trades and ${open.length} orders of ${symbol} are known`)
  return took
})

const ahead = aheadToOpen(Date.now(), "FUTURES")
const tastytrade = await startTastytrade({ seed: 1, ahead, "tick-millis": 1_000_000, more: CONTRACTS })
const samples: Array<number> = []
for (let nth = 0; nth < SYSTEMS; nth++) samples.push(...(await measured(tastytrade, ahead, nth)))
await tastytrade.stop()
const reconnected = await Effect.runPromise(Effect.scoped(known))
report([
  atMost(
    "tastytrade: price -> order, both on the wire, p50",
    quantile(samples, 0.5),
    4,
    "ms",
    `${samples.length} prices`
  ),
  atMost("tastytrade: price -> order, both on the wire, p99", quantile(samples, 0.99), 15, "ms"),
  atMost("tastytrade: cut -> 200 orders and 50 missed trades known", reconnected / 1_000, 3, "s")
])
