import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Latch, Option, Queue, Stream } from "effect"
import type { Candle } from "@tradetower/domain/market"
import { Blobs, Bus, type Delivery, marketArchive, Markets, readCandles, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { instrument, lots, market, price } from "../execution.fixture.ts"
import { SIMULATED } from "../venues/venue-ids.ts"
import type { Tick, Wanted } from "../venues/venue.ts"
import { noon, worldOf } from "./feed.fixture.ts"
import { pass, passUntil } from "../passing-time.fixture.ts"

const world = worldOf()
/** What an exchange says of a minute. */
const whole = (at: number): Candle => ({
  at,
  open: price("100"),
  high: price("109"),
  low: price("90"),
  close: price("105"),
  volume: lots("7")
})
const record = Effect.gen(function* () {
  const store = yield* Store
  return Option.getOrThrow(yield* store.read(Markets, { venue: SIMULATED }, instrument.symbol)).value
})

describe("the feed of an exchange", () => {
  it.effect("of delayed prices, closes a minute once it was heard, not once it is over", () =>
    Effect.gen(function* () {
      const { told, trade } = yield* worldOf({ feedOf: () => ({ _tag: "DELAYED", minutes: 1 }) })
      for (const [text, second] of [
        ["99", -55],
        ["100", 61],
        ["103", 110]
      ] as const) {
        const comesAt = noon + (second + 60) * 1_000
        yield* pass((comesAt - (yield* Clock.currentTimeMillis)) / 1_000)
        yield* trade(text, noon + second * 1_000)
      }
      assert.notInclude(told, "candle 2")
      yield* passUntil(
        "the candle's close",
        Effect.sync(() => told.includes("candle 2"))
      )
      assert.deepInclude(yield* record, { feed: { _tag: "DELAYED", minutes: 1 } })
      assert.match((yield* record).note, /, delayed 1 min$/)
    }).pipe(Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("writes what it hears: the market's record, candles into the archive, both to screens", () =>
    Effect.gen(function* () {
      const bus = yield* Bus
      const shown: Array<Delivery> = []
      yield* Effect.forkScoped(
        bus.receive({ topic: "market-data", subscription: "realtime" }, (message) =>
          Effect.sync(() => void shown.push(message))
        )
      )
      const { told, trade } = yield* world
      yield* trade("100", noon + 1_000)
      yield* trade("103", noon + 20_000)
      yield* trade("102", noon + 61_000)
      yield* passUntil(
        "the record",
        Effect.map(record, ({ lastPrice }) => lastPrice === "102")
      )
      const found = yield* record
      assert.deepStrictEqual([found.connected, found.source], [true, "LIVE"])
      assert.include(told, "BTC-USD 103")
      for (const kind of ["Candle", "Connection", "Price"])
        yield* passUntil(
          kind,
          Effect.sync(() => shown.some(({ subject }) => subject === kind))
        )
      yield* trade("102", noon + 121_000)
      yield* passUntil(
        "the candle's close",
        Effect.sync(() => told.includes("candle 2"))
      )
      // The minute it began to listen in is not its own to write: the exchange has it whole.
      const archived = yield* readCandles(marketArchive(SIMULATED), instrument.symbol, noon, noon + 600_000)
      assert.deepStrictEqual(
        archived.map(({ at, close }) => [(at - noon) / 60_000, market.priceText(close)]),
        [[1, "102"]]
      )
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("leaves candles to the exchange where prices are samples, and asks for none that it has forgotten", () =>
    Effect.gen(function* () {
      const { asked, told, trade } = yield* worldOf({ sampled: true, remembers: 60 * 60_000 })
      for (let second = 1; second < 180; second += 10) yield* trade("100", noon + second * 1_000)
      const second = noon + 60_000
      yield* passUntil(
        "the second minute is asked for",
        Effect.sync(() => asked.some(([from, to]) => from <= second && to > second))
      )
      assert.isEmpty(told.filter((one) => one.startsWith("candle")))
      assert.isEmpty(yield* readCandles(marketArchive(SIMULATED), instrument.symbol, noon, noon + 600_000))
      assert.isAtLeast(Math.min(...asked.map(([from]) => from)), noon - 60 * 60_000)
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("says which candles have closed only once the past it missed is filled in", () =>
    Effect.gen(function* () {
      const { asked, closedUntil, hangUp, trade } = yield* world
      yield* trade("100", noon + 1_000)
      yield* passUntil(
        "the past is asked for",
        Effect.sync(() => asked.length > 0)
      )
      yield* pass(70)
      yield* trade("101", noon + 71_000)
      yield* pass(5)
      assert.deepStrictEqual(closedUntil, [])
      yield* passUntil(
        "a close is told",
        Effect.sync(() => closedUntil.length > 0)
      )
      assert.isAtLeast(asked.length, 2)
      yield* hangUp(false)
      yield* pass(2)
      yield* trade("102", noon + 200_000)
      yield* pass(3)
      const told = closedUntil.length
      yield* pass(60)
      assert.lengthOf(closedUntil, told)
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("leaves the exchange's candle of a minute that broke off, which came before the next price did", () =>
    Effect.gen(function* () {
      const { hangUp, mend, told, trade } = yield* worldOf({
        candles: (_, from, to) =>
          Effect.succeed(Array.from({ length: (to - from) / 60_000 }, (_, i) => whole(from + i * 60_000)))
      })
      yield* trade("100", noon + 1_000)
      yield* pass(70)
      yield* trade("101", noon + 71_000)
      yield* pass(10)
      yield* trade("102", noon + 81_000)
      yield* pass(1)
      yield* hangUp(true)
      const archived = (minute: number) =>
        Effect.map(
          readCandles(
            marketArchive(SIMULATED),
            instrument.symbol,
            noon + minute * 60_000,
            noon + (minute + 1) * 60_000
          ),
          (found) => found.map(({ close }) => market.priceText(close))
        )
      yield* passUntil(
        "the exchange's candle",
        Effect.map(archived(1), (found) => found.length > 0)
      )
      yield* mend
      yield* pass(30)
      yield* trade("103", (yield* Clock.currentTimeMillis) - 1)
      yield* passUntil(
        "restored",
        Effect.sync(() => told.includes("restored"))
      )
      yield* pass(5)
      assert.deepStrictEqual(yield* archived(1), ["105"])
      assert.notInclude(told, "candle 2")
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("takes the exchange's candle of a minute in which a trade came that could not be read", () =>
    Effect.gen(function* () {
      let wanted: Wanted | undefined
      const line = yield* Queue.make<Tick>()
      const { told } = yield* worldOf({
        prices: (of) => {
          wanted = of
          return Stream.fromQueue(line)
        },
        candles: (_, from, to) =>
          Effect.succeed(Array.from({ length: (to - from) / 60_000 }, (_, i) => whole(from + i * 60_000)))
      })
      const trade = (text: string, at: number) =>
        Queue.offer(line, { symbol: instrument.symbol, price: price(text), at, quantity: lots("2") })
      yield* trade("100", noon + 1_000)
      // The minute in which it connects is not heard whole anyway, the next one is.
      yield* pass(75)
      yield* trade("101", noon + 70_000)
      yield* pass(1)
      wanted?.missed(instrument.symbol)
      yield* trade("102", noon + 121_000)
      yield* passUntil(
        "the exchange's candle",
        Effect.map(
          readCandles(marketArchive(SIMULATED), instrument.symbol, noon + 60_000, noon + 120_000),
          ([candle]) => candle !== undefined && market.priceText(candle.close) === "105"
        )
      )
      assert.notInclude(told, "candle 2")
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("says of no candle that it has closed before it is archived, however far time goes on meanwhile", () =>
    Effect.gen(function* () {
      const blobs = yield* Blobs
      const disk = yield* Latch.make(true)
      const slow = Blobs.of({ ...blobs, append: (path, bytes) => disk.whenOpen(blobs.append(path, bytes)) })
      const { closedUntil, told, trade } = yield* Effect.provideService(world, Blobs, slow)
      yield* trade("100", noon + 1_000)
      yield* pass(70)
      yield* trade("101", noon + 71_000)
      yield* passUntil(
        "a close is told",
        Effect.sync(() => closedUntil.length > 0)
      )
      const now = yield* Clock.currentTimeMillis
      const minute = Math.floor((now - noon) / 60_000) + 1
      yield* trade("102", now)
      yield* disk.close
      yield* pass(60 - (((now - noon) / 1_000) % 60) + 1)
      yield* trade("103", noon + minute * 60_000 + 1_000)
      yield* pass(20)
      assert.isBelow(Math.max(...closedUntil), minute)
      yield* disk.open
      yield* passUntil(
        "the minute's close",
        Effect.sync(() => closedUntil.includes(minute))
      )
      assert.include(told, `candle ${minute}`)
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("tells bots of a loss that lasts, and when it is over; a short one they never hear of", () =>
    Effect.gen(function* () {
      const { asked, hangUp, mend, told, trade } = yield* world
      yield* trade("100", noon + 1_000)
      yield* pass(1)
      yield* hangUp(false)
      yield* pass(3)
      yield* trade("101", noon + 4_000)
      yield* pass(8)
      assert.notInclude(told, "lost")
      yield* hangUp(true)
      yield* passUntil(
        "lost",
        Effect.sync(() => told.includes("lost"))
      )
      yield* passUntil(
        "the record",
        Effect.map(record, ({ connected }) => !connected)
      )
      const found = yield* record
      assert.include(found.note, "the line broke")
      yield* mend
      const before = asked.length
      // The longest pause before it connects again.
      yield* pass(30)
      yield* trade("102", noon + 20_000)
      yield* passUntil(
        "restored",
        Effect.sync(() => told.includes("restored"))
      )
      yield* passUntil(
        "the record",
        Effect.map(record, ({ connected }) => connected)
      )
      yield* passUntil(
        "the gap is asked for",
        Effect.sync(() => asked.length > before)
      )
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )

  it.effect.each(["a second", "a trade"])(
    "asks for what went by while the computer slept, and takes none of it for whole, when it wakes with %s",
    (wakesWith) =>
      Effect.gen(function* () {
        const { asked, closedUntil, sleep, told, trade } = yield* world
        yield* pass(70)
        yield* trade("101", noon + 71_000)
        yield* passUntil(
          "all is there",
          Effect.sync(() => closedUntil.length > 0)
        )
        const before = asked.length
        const [known, closed] = [told.length, Math.max(...closedUntil)]
        yield* sleep(60 * 3_600_000)
        if (wakesWith === "a trade") yield* trade("50", noon + 61 * 3_600_000)
        yield* passUntil(
          "the sleep is asked for, from the minute on in which it began",
          Effect.sync(() => asked.slice(before).some(([from]) => from <= noon + 180_000))
        )
        assert.strictEqual(
          closedUntil.find((until) => until > closed && until < 60 * 60),
          undefined
        )
        assert.notInclude(told.slice(known).join(), "candle 2")
      }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )
})
