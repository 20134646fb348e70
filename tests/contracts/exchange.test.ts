import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Fiber, Layer, Queue, Scope, Stream } from "effect"
import { paperConnection } from "@tradetower/domain/connection"
import type { TenantId } from "@tradetower/domain/ids"
import { marketOf, type Quantity } from "@tradetower/domain/market"
import { brokerTerms, type TermsName, termsNames } from "@tradetower/domain/terms"
import { paperExchange, paperInstruments, SIMULATED, type Tick } from "@tradetower/execution"
import { MarketTime } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { remoteExchange } from "../standins/exchange/adapter.ts"
import { serveExchange } from "../standins/exchange/server.ts"
import { noFaults } from "../standins/exchange/wire.ts"
import { alpacaBench } from "./alpaca-bench.ts"
import { coinbaseBench } from "./coinbase-bench.ts"
import { exchangeContract } from "./exchange.ts"
import { gatewayBench } from "./gateway-bench.ts"
import { future, ibkrBench, ibkrBenchOf } from "./ibkr-bench.ts"
import type { ExchangeBench } from "./exchange-bench.ts"
import { pricesOf, seenBy, quietVenue } from "../../execution/src/venues/venue.fixture.ts"
import { eventually } from "./place.ts"

const [bitcoin] = paperInstruments(SIMULATED)
if (bitcoin === undefined) throw new Error("the paper exchange lists nothing")
const market = marketOf(bitcoin)
const { symbol } = bitcoin

/** The paper account of a trader, whose name is the tenant's id here. */
const accountOf = (trader: string) => paperConnection(trader as TenantId, SIMULATED)

/** The paper exchange by a broker's terms, on a market by hand, in a folder of its own. */
const paperBench = Effect.fnUntraced(function* (
  terms: TermsName
): Effect.fn.Return<ExchangeBench, unknown, Scope.Scope> {
  const scope = yield* Effect.scope
  const ticks = yield* Queue.unbounded<Tick>()
  let now = 1_700_000_000_000
  let seen = 0
  const platform = yield* Layer.build(
    Layer.merge(embeddedPlatformForTests(), Layer.succeed(MarketTime, { now: Effect.sync(() => now) }))
  )
  const venue = quietVenue([bitcoin], { prices: () => Stream.fromQueue(ticks) })
  const start = Effect.gen(function* () {
    const exchange = yield* paperExchange(venue)
    const driven = yield* Effect.forkIn(
      Stream.runForEach(pricesOf(seenBy(exchange)), () => Effect.sync(() => seen++)),
      scope
    )
    return { exchange, driven }
  }).pipe(Effect.provideContext(platform))
  let running = yield* start
  return {
    market,
    terms,
    open: (trader) =>
      Effect.provideContext(Scope.provide(running.exchange.open({ ...accountOf(trader), terms }), scope), platform),
    trade: Effect.fnUntraced(function* (text) {
      const [price, before] = [market.price(text), seen]
      if (price === undefined) return yield* Effect.die(new RangeError(text))
      now += 1_000
      yield* Queue.offer(ticks, { symbol, price, at: now, quantity: 0 as Quantity })
      yield* Effect.orDie(
        eventually(
          Effect.sync(() => seen),
          (count) => count > before
        )
      )
    }),
    restart: Effect.gen(function* () {
      yield* Fiber.interrupt(running.driven)
      running = yield* Effect.orDie(start)
    })
  }
})

/** Whose rules the stand-in keeps: they have all there is. */
const STRICT: TermsName = "coinbase"

/** The stand-in over real HTTP and WebSocket, whose market stands where it is told to. */
const standInBench: Effect.Effect<ExchangeBench, unknown, Scope.Scope> = Effect.gen(function* () {
  const scope = yield* Effect.scope
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "exchange-"))),
    (made) => Effect.sync(() => rmSync(made, { recursive: true, force: true }))
  )
  const still = { ...noFaults, still: true }
  /** Asked again where the connection it would take has just been closed by a restart. */
  const put = (path: string, body: unknown) =>
    Effect.tryPromise(() => fetch(`${url}${path}`, { method: "PUT", body: JSON.stringify(body) })).pipe(
      Effect.retry({ times: 10 }),
      Effect.orDie,
      Effect.asVoid
    )
  const start = (port: number) =>
    Effect.promise(() =>
      serveExchange({
        folder,
        instruments: [bitcoin],
        markets: [{ seed: 5, price: "100", dailyVolatilityPercent: 0.1, secondsATick: 1 }],
        tickMillis: 20,
        port,
        terms: STRICT
      })
    )
  let server = yield* start(0)
  yield* Effect.addFinalizer(() => Effect.sync(() => server.close()))
  const { url } = server
  yield* put("/faults", still)
  const exchange = remoteExchange(url)
  yield* exchange.marketData.instruments
  return {
    market,
    terms: STRICT,
    open: (trader) => Scope.provide(exchange.open(accountOf(trader)), scope),
    trade: (price) => put(`/price/${symbol}`, { price }),
    tradeSome: (price, volume) => put(`/price/${symbol}`, { price, volume }),
    restart: Effect.gen(function* () {
      server.close()
      server = yield* start(Number(new URL(url).port))
      yield* put("/faults", still)
    }),
    loseAnswers: (on) => put("/faults", { ...still, dropAnswers: on ? 1 : 0 }),
    turnAway: (on) => put("/faults", { ...still, throttle: on ? 1 : 0 }),
    breakStreams: Effect.promise(() => fetch(`${url}/streams`, { method: "DELETE" })).pipe(Effect.asVoid)
  }
})

for (const terms of termsNames) {
  if (brokerTerms(terms).of.CRYPTO !== undefined) exchangeContract(`paper by the terms of ${terms}`, paperBench(terms))
}
exchangeContract("a stand-in over HTTP and WebSocket", standInBench)
exchangeContract("a stock at Alpaca", alpacaBench("us_equity"))
exchangeContract("a coin at Alpaca", alpacaBench("crypto"))
exchangeContract("a coin at Coinbase", coinbaseBench("SPOT"))
exchangeContract("a future at Coinbase", coinbaseBench("FUTURES"))
exchangeContract("a stock at Interactive Brokers", ibkrBench)
exchangeContract("a future at Interactive Brokers", ibkrBenchOf(future))
exchangeContract("a stock at Interactive Brokers through a gateway", gatewayBench)
