import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import { type Candle, Symbol, timeframeMillis } from "@tradetower/domain/market"
import { appendCandles, archivedSpan, Blobs, candlePath, marketArchive, readCandles } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { ExchangeUnavailable } from "../../exchange.ts"
import { paperMarkets } from "../../brokers/paper/paper-markets.ts"
import { SIMULATED } from "../../venues/venue-ids.ts"
import { pass, passUntil, until } from "../../passing-time.fixture.ts"
import { quietVenue } from "../../venues/venue.fixture.ts"
import { fetchPast } from "./fetch-past.ts"

const MINUTE = timeframeMillis["1m"]
const noon = Date.UTC(2026, 10, 22, 12)
/** Two days: ten pages. */
const LENGTH = 2_880 * MINUTE
const [BTC, ETH, SOL, BTC_PERP] = ["BTC-USD", "ETH-USD", "SOL-USD", "BTC-PERP"].map((name) => Symbol.make(name)) as [
  Symbol,
  Symbol,
  Symbol,
  Symbol
]
const ARCHIVE = marketArchive(SIMULATED)
const candle = (at: number): Candle => ({ at, open: 9, high: 9, low: 9, close: 9, volume: 1 }) as unknown as Candle
const refusal = (message: string, retryable = true) => new ExchangeUnavailable({ message, retryable })

/** An exchange with candles of every minute but those nothing was traded in; what it was asked for. */
const exchange = () => {
  const asked: Array<{ readonly symbol: Symbol; readonly from: number; readonly to: number }> = []
  const ways = {
    refuses: (_: Symbol): ExchangeUnavailable | undefined => undefined,
    traded: (_: number): boolean => true
  }
  const venue = quietVenue(paperMarkets(SIMULATED), {
    source: "LIVE",
    follows: (symbol) => (symbol.endsWith("-PERP") ? (symbol.replace("PERP", "USD") as Symbol) : undefined),
    candles: ({ symbol }, from, to) =>
      Effect.suspend(() => {
        asked.push({ symbol, from, to })
        const refused = ways.refuses(symbol)
        if (refused !== undefined) return Effect.fail(refused)
        const minutes = Array.from({ length: (to - from) / MINUTE }, (_, i) => from + i * MINUTE)
        return Effect.succeed(minutes.filter(ways.traded).map(candle))
      })
  })
  const begin = fetchPast(venue, paperMarkets(SIMULATED), LENGTH, () => Effect.void)
  return { asked, begin, ways }
}
/** Minutes of the two days before noon that are archived. */
const there = (symbol: Symbol) =>
  Effect.map(readCandles(ARCHIVE, symbol, noon - LENGTH + MINUTE, noon), (found) => found.length)
/** The last minute before noon is over and settled. */
const fresh = TestClock.setTime(noon + 30_000)
const inPlatform = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))

describe("the past of live markets", () => {
  it.effect("is fetched whole for each, although their own candles are archived meanwhile", () =>
    Effect.gen(function* () {
      yield* fresh
      const { begin } = exchange()
      const past = yield* begin
      for (const { symbol } of paperMarkets(SIMULATED)) yield* appendCandles(ARCHIVE, symbol, [candle(noon + MINUTE)])
      yield* passUntil(
        "whole",
        Effect.sync(() => paperMarkets(SIMULATED).every(({ symbol }) => past.whole(symbol, noon)))
      )
      for (const { symbol } of paperMarkets(SIMULATED)) assert.strictEqual(yield* there(symbol), 2_879, symbol)
    }).pipe(inPlatform)
  )

  it.effect("is fetched newest first, the first market's before all others', a perpetual's not at all", () =>
    Effect.gen(function* () {
      yield* fresh
      const { asked, begin } = exchange()
      const past = yield* begin
      assert.deepStrictEqual(past.progress(BTC, noon), { percent: 0, days: 0 })
      // The minute that goes on lacks, too: the days behind it count.
      yield* until(
        "both days of the first market",
        Effect.sync(() => past.progress(BTC, noon + 30_000) === undefined)
      )
      assert.isFalse(past.heardWhole(BTC, noon))
      assert.isTrue(past.heardWhole(BTC, noon + MINUTE))
      assert.isTrue(asked.every(({ symbol }) => symbol === BTC))
      yield* passUntil(
        "whole",
        Effect.sync(() => past.whole(SOL, noon) && past.whole(ETH, noon))
      )
      assert.isUndefined(past.progress(BTC, noon))
      const bitcoin = asked.filter(({ symbol }) => symbol === BTC)
      assert.isTrue(bitcoin.every(({ from }, i) => i === 0 || from < (bitcoin[i - 1]?.from ?? 0)))
      assert.isFalse(asked.some(({ symbol }) => symbol.endsWith("PERP")))
      // Nothing twice: ten pages each.
      assert.strictEqual(asked.filter(({ from }) => from < noon).length, 30)
    }).pipe(inPlatform)
  )

  it.effect("of a damaged folder heals: holes within, and a perpetual that lacks what its pair has", () =>
    Effect.gen(function* () {
      yield* fresh
      const whole = Array.from({ length: 2_880 }, (_, i) => candle(noon - LENGTH + i * MINUTE))
      const holed = whole.filter((_, i) => i < 500 || (i > 520 && i !== 2_000))
      yield* appendCandles(ARCHIVE, BTC, holed)
      yield* appendCandles(ARCHIVE, BTC_PERP, [candle(noon - MINUTE)])
      yield* appendCandles(ARCHIVE, SOL, [candle(noon - MINUTE)])
      const { asked, begin } = exchange()
      const past = yield* begin
      // What the pair has is copied, not asked for.
      assert.strictEqual(yield* there(BTC_PERP), 2_879 - 22)
      yield* passUntil(
        "whole",
        Effect.sync(() => past.whole(BTC, noon) && past.whole(SOL, noon))
      )
      for (const symbol of [BTC, BTC_PERP, SOL]) assert.strictEqual(yield* there(symbol), 2_879, symbol)
      const bitcoin = asked.filter(({ symbol, to }) => symbol === BTC && to <= noon)
      assert.deepStrictEqual(
        bitcoin.map(({ from, to }) => [from, to].map((at) => (at - noon + LENGTH) / MINUTE)),
        [
          [2_000, 2_001],
          [500, 521]
        ]
      )
    }).pipe(inPlatform)
  )

  it.effect("is asked for again for ever, with growing pauses, and no market ends another's", () =>
    Effect.gen(function* () {
      yield* fresh
      const { asked, begin, ways } = exchange()
      ways.refuses = (symbol) => (symbol === ETH ? refusal("it is away") : undefined)
      const past = yield* begin
      const askedBy = (symbol: Symbol) => asked.filter((one) => one.symbol === symbol).length
      yield* passUntil(
        "the others are whole",
        Effect.sync(() => past.whole(SOL, noon) && past.whole(BTC, noon) && askedBy(ETH) >= 3)
      )
      yield* TestClock.adjust("2 hours")
      yield* pass(5)
      assert.isAtMost(askedBy(ETH), 260)
      ways.refuses = () => undefined
      yield* TestClock.adjust("1 minute")
      yield* passUntil(
        "whole",
        Effect.sync(() => past.whole(ETH, noon))
      )
      assert.strictEqual(yield* there(ETH), 2_879)
    }).pipe(inPlatform)
  )

  it.effect("keeps every page that came, and goes on from there in another process", () =>
    Effect.gen(function* () {
      yield* fresh
      let pages = 0
      const first = exchange()
      first.ways.refuses = (symbol) => (symbol === BTC && ++pages > 4 ? refusal("it is away") : undefined)
      const stopped = passUntil(
        "stopped",
        Effect.sync(() => pages > 4)
      )
      yield* Effect.scoped(Effect.andThen(first.begin, stopped))
      const kept = yield* there(BTC)
      assert.isAtLeast(kept, 1_100)
      yield* fresh
      const second = exchange()
      const past = yield* second.begin
      yield* passUntil(
        "whole",
        Effect.sync(() => past.whole(BTC, noon))
      )
      assert.strictEqual(
        second.asked.filter(({ symbol, to }) => symbol === BTC && to <= noon - kept * MINUTE).length,
        6
      )
    }).pipe(inPlatform)
  )

  it.effect("of minutes without a trade is asked for at every start, and adds nothing to the archive", () =>
    Effect.gen(function* () {
      yield* fresh
      const blobs = yield* Blobs
      const size = Effect.map(blobs.size(candlePath(ARCHIVE, BTC, noon - MINUTE)), Option.getOrUndefined)
      const start = Effect.gen(function* () {
        const { asked, begin, ways } = exchange()
        ways.traded = (at) => (at / MINUTE) % 7 !== 0
        const past = yield* begin
        yield* passUntil(
          "whole",
          Effect.sync(() => past.whole(BTC, noon - 10 * MINUTE))
        )
        assert.isAtLeast(asked.length, 10)
      })
      yield* Effect.scoped(start)
      const before = yield* size
      yield* fresh
      yield* Effect.scoped(start)
      assert.isAbove(before ?? 0, 0)
      assert.isAtMost(((yield* size) ?? 0) - (before ?? 0), 10 * 48)
    }).pipe(inPlatform)
  )

  it.effect("is asked for again an hour after the exchange said that it can't be had", () =>
    Effect.gen(function* () {
      yield* fresh
      const { asked, begin, ways } = exchange()
      ways.refuses = (symbol) => (symbol === BTC ? refusal("there is no such pair", false) : undefined)
      const past = yield* begin
      const askedFor = () => asked.filter(({ symbol }) => symbol === BTC).length
      yield* pass(30)
      assert.strictEqual(askedFor(), 1)
      ways.refuses = () => undefined
      yield* TestClock.adjust("58 minutes")
      yield* pass(5)
      assert.strictEqual(askedFor(), 1)
      yield* TestClock.adjust("2 minutes")
      yield* passUntil(
        "whole",
        Effect.sync(() => past.whole(BTC, noon))
      )
    }).pipe(inPlatform)
  )

  it.effect("takes in what was missed later once it is over, and a minute without a trade for one", () =>
    Effect.gen(function* () {
      yield* fresh
      const { asked, begin, ways } = exchange()
      const past = yield* begin
      yield* passUntil(
        "whole",
        Effect.sync(() => past.whole(BTC, noon + MINUTE))
      )
      yield* TestClock.setTime(noon + 90_000)
      past.missed(BTC, noon + 62_000, noon + 63_000)
      assert.isFalse(past.heardWhole(BTC, noon + MINUTE))
      ways.traded = () => false
      const askedFor = () => asked.filter(({ symbol }) => symbol === BTC).length
      const before = askedFor()
      yield* pass(40)
      assert.strictEqual(askedFor(), before)
      yield* passUntil(
        "asked",
        Effect.sync(() => askedFor() > before)
      )
      // Too early to tell that nothing was traded.
      assert.isFalse(past.whole(BTC, noon + 2 * MINUTE))
      yield* passUntil(
        "whole",
        Effect.sync(() => past.whole(BTC, noon + 2 * MINUTE))
      )
      assert.isTrue(Option.isSome(yield* archivedSpan(ARCHIVE, BTC)))
    }).pipe(inPlatform)
  )
})
