import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import {
  type Candle,
  candleSeries,
  encodeSeries,
  type Price,
  type Quantity,
  type Symbol
} from "@tradetower/domain/market"
import { asQuantity } from "@tradetower/domain/number"
import type { ArchiveName } from "./archive-name.ts"
import { Blobs } from "../ports/blobs.ts"
import { appendCandles, archivedSpan, lastCandle, readCandles } from "./candle-archive.ts"
import { catalogue, catalogueEntry } from "./candle-catalogue.ts"
import { removeSeries, replaceSeries } from "./candle-columns.ts"
import { candlePath } from "./candle-months.ts"
import { embeddedPlatformForTests } from "../embedded/index.ts"

const paper = "paper" as ArchiveName
const bitcoin = "BTC-USD" as Symbol
const november = Date.UTC(2026, 10, 30, 23, 58)
const candle = (minute: number, close = 100): Candle => ({
  at: november + minute * 60_000,
  open: 100 as Price,
  high: Math.max(100, close) as Price,
  low: Math.min(100, close) as Price,
  close: close as Price,
  volume: 7 as Quantity
})
const all = readCandles(paper, bitcoin, november - 1e9, november + 1e9)

describe("the candle archive", () => {
  it.effect("gives back what was added, over the end of a month, by time", () =>
    Effect.gen(function* () {
      yield* appendCandles(paper, bitcoin, [candle(2), candle(3)])
      yield* appendCandles(paper, bitcoin, [candle(0), candle(1)])
      assert.deepStrictEqual(yield* all, [candle(0), candle(1), candle(2), candle(3)])
      const some = yield* readCandles(paper, bitcoin, candle(1).at, candle(3).at)
      assert.deepStrictEqual(some, [candle(1), candle(2)])
      const blobs = yield* Blobs
      const months = [candlePath(paper, bitcoin, candle(0).at), candlePath(paper, bitcoin, candle(2).at)]
      assert.deepStrictEqual(yield* blobs.list("candles/"), months)
      assert.deepStrictEqual(Option.getOrThrow(yield* blobs.size(months[0] ?? "")), 96)
    }).pipe(Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("keeps a candle in which more lots were traded than a double counts", () =>
    Effect.gen(function* () {
      const busy: Candle = { ...candle(0), volume: asQuantity(2n ** 70n) }
      yield* appendCandles(paper, bitcoin, [busy])
      assert.deepStrictEqual(yield* all, [busy])
    }).pipe(Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("keeps the later of two candles of the same minute", () =>
    Effect.gen(function* () {
      yield* appendCandles(paper, bitcoin, [candle(0), candle(1)])
      yield* appendCandles(paper, bitcoin, [candle(0, 123)])
      assert.deepStrictEqual(yield* all, [candle(0, 123), candle(1)])
    }).pipe(Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("goes on after a row that a crash tore, wherever it tore it", () =>
    Effect.gen(function* () {
      const blobs = yield* Blobs
      for (let torn = 1; torn < 48; torn++) {
        const symbol = `T${torn}-USD` as Symbol
        yield* appendCandles(paper, symbol, [candle(0), candle(1, 90)])
        const path = candlePath(paper, symbol, november)
        const whole = Option.getOrThrow(yield* blobs.read(path))
        yield* blobs.append(path, whole.slice(48, 48 + torn))
        yield* appendCandles(paper, symbol, [candle(1, 95)])
        const rest = yield* readCandles(paper, symbol, november, november + 600_000)
        assert.deepStrictEqual(rest, [candle(0), candle(1, 95)], `torn after ${torn} bytes`)
      }
    }).pipe(Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("knows its span and its newest candle", () =>
    Effect.gen(function* () {
      assert.isTrue(Option.isNone(yield* archivedSpan(paper, bitcoin)))
      yield* appendCandles(paper, bitcoin, [candle(0), candle(5), candle(3)])
      const { from, to } = Option.getOrThrow(yield* archivedSpan(paper, bitcoin))
      assert.deepStrictEqual([from, to], [candle(0).at, candle(6).at])
      assert.deepStrictEqual(Option.getOrThrow(yield* lastCandle(paper, bitcoin)), candle(5))
    }).pipe(Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("gives a whole series and what was added to it since as one", () =>
    Effect.gen(function* () {
      yield* replaceSeries(paper, bitcoin, "1m", candleSeries([candle(0), candle(1), candle(2), candle(3)]))
      assert.deepStrictEqual(yield* all, [candle(0), candle(1), candle(2), candle(3)])
      yield* appendCandles(paper, bitcoin, [candle(5), candle(3, 123)])
      assert.deepStrictEqual(yield* all, [candle(0), candle(1), candle(2), candle(3, 123), candle(5)])
      const entry = Option.getOrThrow(yield* catalogueEntry(paper, bitcoin, "1m"))
      assert.deepStrictEqual(entry, {
        archive: paper,
        symbol: bitcoin,
        timeframe: "1m",
        from: candle(0).at,
        to: candle(6).at,
        count: 5,
        gaps: [{ from: candle(4).at, to: candle(5).at, missing: 1 }]
      })
    }).pipe(Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("puts a whole series in place of all there was, also over what a crash left of it", () =>
    Effect.gen(function* () {
      const blobs = yield* Blobs
      yield* appendCandles(paper, bitcoin, [candle(0), candle(9)])
      yield* replaceSeries(paper, bitcoin, "1m", candleSeries([candle(1), candle(2)]))
      assert.deepStrictEqual(yield* all, [candle(1), candle(2)])
      const half = encodeSeries(candleSeries([candle(0)]))
      yield* blobs.write("series/paper/BTC-USD/1m/2026-11.10", half)
      assert.deepStrictEqual(yield* all, [candle(0), candle(2)])
      yield* replaceSeries(paper, bitcoin, "1m", candleSeries([candle(0, 90)]))
      assert.deepStrictEqual(yield* all, [candle(0, 90)])
      assert.strictEqual((yield* blobs.list("series/")).length, 1)
      yield* removeSeries(paper, bitcoin, "1m")
      assert.deepStrictEqual(yield* all, [])
    }).pipe(Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("lists every series there is, with what is missing between months", () =>
    Effect.gen(function* () {
      yield* appendCandles(paper, bitcoin, [candle(0), candle(4)])
      const hours = candleSeries([candle(0), candle(60)], 3_600_000)
      yield* replaceSeries("import-x" as ArchiveName, "SPY-USD" as Symbol, "1h", hours)
      const seen = yield* catalogue(() => true)
      assert.deepStrictEqual(
        seen.map(({ archive, count, gaps, timeframe }) => [archive, timeframe, count, gaps]),
        [
          ["import-x" as ArchiveName, "1h", 2, []],
          [paper, "1m", 2, [{ from: candle(1).at, to: candle(4).at, missing: 3 }]]
        ]
      )
      yield* appendCandles(paper, bitcoin, [candle(1)])
      const [, grown] = yield* catalogue(() => true)
      assert.strictEqual(grown?.count, 3)
      assert.deepStrictEqual(yield* catalogue((venue) => venue === "nobody"), [])
    }).pipe(Effect.provide(embeddedPlatformForTests()))
  )
})
