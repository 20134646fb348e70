import { Effect, Stream } from "effect"
import { atBench } from "../contracts/exchange-bench.ts"
import { ibkrBench, stock } from "../contracts/ibkr-bench.ts"
import { atMost, quantile } from "./figure.ts"
import { report } from "./report.ts"

/*
 * At what plays Interactive Brokers: what the adapter adds to an order (signing, waiting for its turn, writing) until it is
 * on the wire, its arrival there included; and how long everything takes to be known again after a cut, beside the broker's own pacing.
 */
const ORDERS = 400
const WARM = 50

/** What an order takes from when it is to be placed to when it came in there, ms. */
const added = Effect.gen(function* () {
  const bench = yield* ibkrBench
  const { buy, heard, lotsOf } = atBench(bench)
  yield* bench.trade("100")
  const ada = yield* heard("ada")
  const samples: Array<number> = []
  for (let nth = 0; nth < ORDERS; nth++) {
    // What fills at once leaves room for the next.
    const { price: _, ...order } = buy({ type: "MARKET", timeInForce: "IOC", quantity: lotsOf("0.1") })
    const since = performance.now()
    yield* ada.place({ ...order, side: nth % 2 === 0 ? "BUY" : "SELL" })
    const came = bench.server.cameAt.get(order.clientOrderId)
    if (came === undefined) return yield* Effect.die("an order never came")
    if (nth >= WARM) samples.push(came - since)
  }
  return samples
})

/** After a cut: how long until 200 orders that rest are known, ms. */
const known = Effect.gen(function* () {
  const bench = yield* ibkrBench
  const { heard } = atBench(bench)
  yield* bench.trade("100")
  const { account } = yield* heard("ada")
  const [user] = bench.server.book.users.values()
  if (user === undefined) return yield* Effect.die("no account")
  for (let nth = 0; nth < 200; nth++) bench.server.book.placeElsewhere(user, stock.conid, "50")
  yield* bench.breakStreams ?? Effect.void
  const since = performance.now()
  yield* Stream.runDrain(Stream.takeUntil(account.reports, ({ _tag }) => _tag === "Connected"))
  const open = yield* account.openOrders
  if (open.length !== 200) return yield* Effect.die(`${open.length} orders are known`)
  return performance.now() - since
})

const samples = await Effect.runPromise(Effect.scoped(added))
const reconnected = await Effect.runPromise(Effect.scoped(known))
report([
  atMost("IBKR Web API: added latency of ours, p50", quantile(samples, 0.5), 5, "ms", `${samples.length} orders`),
  atMost("IBKR Web API: added latency of ours, p99", quantile(samples, 0.99), 5, "ms"),
  atMost("IBKR Web API: cut -> 200 orders known, beside its pacing", reconnected / 1_000, 3, "s")
])
