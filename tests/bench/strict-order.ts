import { Effect, Layer, Stream } from "effect"
import { ConnectionId, paperConnection } from "@tradetower/domain/connection"
import { TenantId } from "@tradetower/domain/ids"
import { marketOf } from "@tradetower/domain/market"
import { paperExchange } from "@tradetower/execution"
import { MarketTime } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { bitcoin, pair, simulated } from "../system/instruments.ts"
import { limitBuy } from "../system/limit-buy.ts"
import { manualMarket } from "../system/manual-market.ts"
import { until } from "../system/trader.ts"
import { atMost, type Figure, quantile } from "./figure.ts"
import { pricesOf, seenBy } from "../../execution/src/venues/venue.fixture.ts"
import { report } from "./report.ts"

/**
 * How long the paper exchange takes for an order, its book written, on an account by a broker's rules and on one by the
 * kind ones: in turns, in one run, so that both meet the same machine. Each order is taken back before the next.
 */
const WARM = 500
const MEASURED = 6_000
/** The quantile that is compared is the median of so many stretches': one pause of the machine is in one of them. */
const STRETCHES = 5

const instrument = pair(bitcoin, { maxOpenOrders: 2_000 })
const exact = marketOf(instrument)
const market = manualMarket([instrument])

const run = Effect.gen(function* () {
  const exchange = yield* paperExchange(market.data)
  let seen = 0
  yield* Effect.forkScoped(Stream.runForEach(pricesOf(seenBy(exchange)), () => Effect.sync(() => seen++)))
  yield* Effect.promise(() =>
    until(
      "a price",
      () => {
        market.trade(bitcoin, "60000.00", Date.now())
        return Promise.resolve(seen)
      },
      (count) => count > 0
    )
  )
  const kind = paperConnection(TenantId.make("ada"), simulated)
  const accounts = [
    { name: "kind", account: yield* exchange.open(kind), took: new Array<number>() },
    {
      name: "strict",
      account: yield* exchange.open({ ...kind, id: ConnectionId.make("strict"), terms: "coinbase" }),
      took: new Array<number>()
    }
  ] as const
  for (let i = 0; i < WARM + MEASURED; i++) {
    // Whoever begins has the other's write behind it: they take turns at that, too.
    for (const { account, name, took } of i % 2 === 0 ? accounts : accounts.toReversed()) {
      const order = limitBuy(exact, `tt-0000000001-GRID-${name}-${i}`, "50000", "0.001")
      const since = performance.now()
      yield* account.place(bitcoin, order)
      if (i >= WARM) took.push(performance.now() - since)
      yield* account.cancel(bitcoin, order)
    }
  }
  return accounts.map(({ took }) => took)
}).pipe(Effect.scoped, Effect.provide(Layer.merge(embeddedPlatformForTests(), Layer.succeed(MarketTime, market.time))))

const [kind = [], strict = []] = await Effect.runPromise(run)
const size = MEASURED / STRETCHES
const ofStretches = (samples: ReadonlyArray<number>, share: number): ReadonlyArray<number> =>
  Array.from({ length: STRETCHES }, (_, i) => quantile(samples.slice(i * size, (i + 1) * size), share))
const ratio = (share: number): number => {
  const [own, other] = [ofStretches(strict, share), ofStretches(kind, share)]
  return quantile(
    own.map((one, i) => one / (other[i] ?? Number.NaN)),
    0.5
  )
}
const words = (samples: ReadonlyArray<number>) =>
  `${quantile(samples, 0.5).toFixed(2)} / ${quantile(samples, 0.99).toFixed(2)} ms`
const note = `p50 / p99 ${words(strict)}, by the kind rules ${words(kind)}; ${MEASURED} orders each`
const figures: ReadonlyArray<Figure> = [
  atMost("paper order by a broker's rules, p99 over the kind ones'", ratio(0.99), 1.1, "x", note)
]
report(figures)
