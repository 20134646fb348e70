import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import { type Candle, type InstrumentChoice, timeframeMillis } from "@tradetower/domain/market"
import type { Decimal } from "@tradetower/domain/number"
import {
  appendCandles,
  archivedSpan,
  lastCandle,
  marketArchive,
  Markets,
  readCandles,
  Store
} from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { paperSimulations } from "../brokers/paper/paper-markets.ts"
import { SIMULATED } from "./venue-ids.ts"
import { replayVenue, symbolOf } from "./replay/replay-venue.ts"
import { timeOf } from "./open-venue.ts"
import { pricesOf } from "./venue.fixture.ts"
import type { Venue } from "./venue.ts"
import { simulatedVenue } from "./simulated/simulated-venue.ts"

const MINUTE = timeframeMillis["1m"]
const DAY = 1440 * MINUTE
const [bitcoin] = paperSimulations
if (bitcoin === undefined) throw new Error("nothing is simulated")
const { instrument } = bitcoin
const { symbol } = instrument
const noon = Date.UTC(2026, 10, 22, 12)

/** Makes the past up to now, as a feed does, and answers it. */
const past = (venue: Venue, now: number) =>
  Effect.gen(function* () {
    const span = yield* archivedSpan(marketArchive(SIMULATED), symbol)
    const from = Option.match(span, { onNone: () => now - DAY, onSome: ({ to }) => to })
    const candles = yield* venue.candles(instrument, from, now - (now % MINUTE))
    yield* appendCandles(marketArchive(SIMULATED), symbol, candles)
    return candles
  })
const jumps = (candles: ReadonlyArray<Candle>) =>
  candles.filter(({ at, open }, index) => {
    const before = candles[index - 1]
    return before !== undefined && (at !== before.at + MINUTE || Math.abs(open / before.close - 1) > 0.02)
  })
const open = simulatedVenue({ markets: [bitcoin], seed: 3, speed: 1 })

describe("the simulated market", () => {
  it.effect("goes on from where an earlier process left it, without a gap or a jump", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      const first = yield* open
      const made = yield* past(first, noon)
      assert.strictEqual(made.length, 1440)
      yield* TestClock.setTime(noon + 8 * 60 * MINUTE + 30_000)
      const second = yield* open
      assert.strictEqual(yield* timeOf(second).now, noon + 8 * 60 * MINUTE + 30_000)
      yield* past(second, yield* timeOf(second).now)
      const all = yield* readCandles(marketArchive(SIMULATED), symbol, 0, noon + DAY)
      assert.strictEqual(all.length, 1440 + 8 * 60)
      assert.deepStrictEqual(jumps(all), [])
      const newest = Option.getOrThrow(yield* lastCandle(marketArchive(SIMULATED), symbol))
      const ticks = yield* pricesOf(second).pipe(Stream.take(20), Stream.runCollect, Effect.forkScoped)
      yield* TestClock.adjust("1 second")
      const seen = yield* Effect.flatMap(Effect.yieldNow, () =>
        Effect.promise(() => Promise.resolve(ticks.pollUnsafe()))
      )
      const values = seen?._tag === "Success" ? seen.value : []
      assert.strictEqual(values[0]?.at, noon + 8 * 60 * MINUTE)
      assert.isBelow(Math.abs((values[0]?.price ?? 0) / newest.close - 1), 0.02)
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("is never earlier than what it traded before, at whatever speed that was", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(noon)
      const ahead: Candle = { at: noon + DAY, open: 1, high: 1, low: 1, close: 1, volume: 1 } as unknown as Candle
      yield* appendCandles(marketArchive(SIMULATED), symbol, [ahead])
      const time = timeOf(yield* simulatedVenue({ markets: [bitcoin], seed: 3, speed: 60 }))
      assert.strictEqual(yield* time.now, noon + DAY + 2 * MINUTE)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* time.now, noon + DAY + 3 * MINUTE)
    }).pipe(Effect.provide(embeddedPlatformForTests()))
  )
})

const HOUR = 3_600_000
const sleeper = () => {
  let wall = noon
  let running = 0
  const nanos = () => BigInt(running) * 1_000_000n
  const pass = (millis: number) => {
    wall += millis
    running += millis
  }
  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: () => wall,
    currentTimeMillis: Effect.sync(() => wall),
    currentTimeNanosUnsafe: () => BigInt(wall) * 1_000_000n,
    currentTimeNanos: Effect.sync(() => BigInt(wall) * 1_000_000n),
    monotonicTimeNanosUnsafe: nanos,
    monotonicTimeNanos: Effect.sync(nanos),
    sleep: (duration) =>
      Effect.andThen(
        Effect.yieldNow,
        Effect.sync(() => pass(Duration.toMillis(duration)))
      )
  }
  return { clock, pass, set: (at: number) => (wall = at) }
}

/** What a market at speed 60 trades in three looks at it, between the first and second of which something happens. */
const tradedOver = (happens: (computer: ReturnType<typeof sleeper>) => void) => {
  const computer = sleeper()
  return Effect.gen(function* () {
    const venue = yield* simulatedVenue({ markets: [bitcoin], seed: 3, speed: 60 })
    const time = timeOf(venue)
    yield* past(venue, noon)
    const ticks: Array<number> = []
    const pull = yield* Stream.toPull(pricesOf(venue))
    for (ticks.push(...(yield* pull).map(({ at }) => at)); ticks.length < 5;)
      ticks.push(...(yield* pull).map(({ at }) => at))
    const before = yield* time.now
    happens(computer)
    const after = yield* time.now
    const first = (yield* pull).map(({ at }) => at)
    ticks.push(...first, ...(yield* pull).map(({ at }) => at))
    return { before, after, first, ticks }
  }).pipe(Effect.scoped, Effect.provideService(Clock.Clock, computer.clock), Effect.provide(embeddedPlatformForTests()))
}

describe("a made-up market's time", () => {
  const cases = [
    ["slept for 60 hours", (of: ReturnType<typeof sleeper>) => of.pass(60 * HOUR)],
    ["slept for a year", (of: ReturnType<typeof sleeper>) => of.pass(365 * 24 * HOUR)],
    ["slept, and counts only the time awake", (of: ReturnType<typeof sleeper>) => of.set(noon + 60 * HOUR)],
    ["had its clock set back by a day", (of: ReturnType<typeof sleeper>) => of.set(noon - 24 * HOUR)]
  ] as const
  for (const [name, happens] of cases)
    it.effect(`goes on without a gap and with little to make up after the computer ${name}`, () =>
      Effect.gen(function* () {
        const { after, before, first, ticks } = yield* tradedOver(happens)
        assert.isAtLeast(after, before)
        assert.isAtMost(after - before, MINUTE)
        assert.isAtMost(first.length, 60)
        assert.deepStrictEqual(
          ticks.filter((at, i) => i > 0 && at !== (ticks[i - 1] ?? 0) + 1_000),
          []
        )
      })
    )

  it.effect("is made in slices at any speed", () =>
    Effect.gen(function* () {
      const venue = yield* simulatedVenue({ markets: [bitcoin], seed: 3, speed: 100_000 })
      yield* past(venue, noon)
      const chunks = yield* pricesOf(venue).pipe(Stream.chunks, Stream.take(50), Stream.runCollect)
      assert.isAtMost(Math.max(...chunks.map((chunk) => chunk.length)), 601)
    }).pipe(Effect.provideService(Clock.Clock, sleeper().clock), Effect.provide(embeddedPlatformForTests()))
  )
})

const csv = (rows: number, at = (index: number) => noon + index * MINUTE) =>
  [
    "timestamp,open,high,low,close,volume",
    ...Array.from(
      { length: rows },
      (_, index) => `${at(index)},${100 + index}.5,${102 + index}.25,${99 + index},${101 + index},1.5`
    )
  ].join("\n")

describe("a replayed recording", () => {
  const name = "coinbase-BTC-USD-1m-20170903.csv"

  it("reads the market's name from the file's", () => {
    assert.strictEqual(symbolOf(`/somewhere/${name}`), "BTC-USD")
    assert.strictEqual(symbolOf("SPY-1m-20131004.csv"), "SPY-USD")
    assert.strictEqual(symbolOf("eth.csv"), "MARKET-USD")
  })

  it.effect("has its first quarter behind it and plays the rest, each candle as its four prices, in its own time", () =>
    Effect.gen(function* () {
      const venue = yield* replayVenue({ name, csv: csv(40), speed: 60 })
      const time = timeOf(venue)
      assert.strictEqual(yield* time.now, noon + 10 * MINUTE)
      assert.strictEqual((yield* venue.candles(instrument, 0, noon + DAY)).length, 10)
      const playing = yield* Effect.forkScoped(Stream.runCollect(pricesOf(venue)))
      for (let second = 0; second < 31; second++) yield* TestClock.adjust("1 second")
      const played = playing.pollUnsafe()
      const ticks = played?._tag === "Success" ? played.value : []
      assert.strictEqual(ticks.length, 120)
      assert.deepStrictEqual(
        ticks.slice(0, 5).map(({ at, price }) => [(at - noon) / 1000, price]),
        [
          [600, 11_050],
          [615, 10_900],
          [630, 11_225],
          [645, 11_100],
          [660, 11_150]
        ]
      )
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("goes on where an earlier process stopped, and does not wait for a closed market", () =>
    Effect.gen(function* () {
      const nights = csv(40, (index) => noon + index * MINUTE + (index >= 30 ? DAY : 0))
      const instrument = (yield* (yield* replayVenue({ name, csv: nights, speed: 1 })).instruments)[0]
      assert.isDefined(instrument)
      const done = (minute: number): Candle =>
        ({ at: noon + minute * MINUTE, open: 1, high: 1, low: 1, close: 1, volume: 1 }) as unknown as Candle
      yield* appendCandles(marketArchive(instrument.venue), instrument.symbol, [done(29)])
      const played = yield* replayVenue({ name, csv: nights, speed: 1 })
      const first = yield* Stream.runCollect(Stream.take(pricesOf(played), 1))
      assert.strictEqual(first[0]?.at, noon + 30 * MINUTE + DAY)
      assert.strictEqual(yield* timeOf(played).now, noon + 30 * MINUTE + DAY)
    }).pipe(Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("CANDLE-8 refuses to count in other steps than its folder does, and says how it was counted", () =>
    Effect.gen(function* () {
      const coarse = { tickSize: "0.5" as Decimal, lotSize: "0.1" as Decimal }
      const replay = (choice: InstrumentChoice) => replayVenue({ name, csv: csv(40), speed: 1, choice })
      const [instrument] = yield* (yield* replay(coarse)).instruments
      assert.isDefined(instrument)
      const { venue, symbol: id } = instrument
      const record = { id, venue, instrument, source: "REPLAY", connected: true, note: "" } as const
      yield* Effect.flatMap(Store, (store) => store.upsert(Markets, record))
      for (const other of [{}, { ...coarse, lotSize: "1" as Decimal }]) {
        const refused = yield* Effect.flip(replay(other))
        assert.include(refused.message, "was played with tick 0.5 and lot 0.1 before")
        assert.include(refused.message, "give --tick 0.5 --lot 0.1, or play it in another data folder")
      }
      yield* replay(coarse)
    }).pipe(Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("names the line that can't be read", () =>
    Effect.gen(function* () {
      const bad = csv(3).replace("101.5", "1o1.5")
      const refused = yield* Effect.flip(replayVenue({ name, csv: bad, speed: 1 }))
      assert.include(refused.message, "line 3: open is not a plain number: 1o1.5")
    }).pipe(Effect.provide(embeddedPlatformForTests()))
  )
})
