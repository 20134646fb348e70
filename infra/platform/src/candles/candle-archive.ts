import { Effect, Option } from "effect"
import { LATEST } from "@tradetower/domain/calendar"
import {
  type Candle,
  candleAt,
  type CandleSeries,
  type Symbol,
  type Timeframe,
  timeframeMillis
} from "@tradetower/domain/market"
import type { ArchiveName } from "./archive-name.ts"
import { Blobs, type BlobsUnavailable } from "../ports/blobs.ts"
import { candlePath, type Month, monthOf, monthsOf, partsOf } from "./candle-months.ts"
import { type CandlePart, joinParts } from "./candle-parts.ts"
import { encodeRows, ROW } from "./candle-rows.ts"

const MINUTE: Timeframe = "1m"

/**
 * The bytes of the months that `[from, to)` touches, oldest first, for `joinParts`; they may hold candles from before
 * and after. To be decoded where nothing else waits for it.
 */
export const readParts = Effect.fn("CandleArchive.parts")(function* (
  archive: ArchiveName,
  symbol: Symbol,
  from: number,
  to: number,
  timeframe: Timeframe = MINUTE
): Effect.fn.Return<ReadonlyArray<CandlePart>, BlobsUnavailable, Blobs> {
  const first = monthOf(Math.max(from, 0))
  const last = monthOf(Math.min(Math.max(to, 0), LATEST))
  const months = yield* monthsOf(archive, symbol, timeframe)
  const touched = months.filter(({ month }) => month >= first && month <= last)
  return (yield* Effect.forEach(touched, partsOf)).flat()
})

/** The archived candles that opened in `[from, to)`, by time, each once. */
export const readSeries = Effect.fn("CandleArchive.series")(function* (
  archive: ArchiveName,
  symbol: Symbol,
  from: number,
  to: number,
  timeframe: Timeframe = MINUTE
): Effect.fn.Return<CandleSeries, BlobsUnavailable, Blobs> {
  return joinParts(yield* readParts(archive, symbol, from, to, timeframe), timeframeMillis[timeframe], from, to)
})

/** As {@link readSeries}, candle by candle: for few of them. */
export const readCandles = Effect.fn("CandleArchive.read")(function* (
  archive: ArchiveName,
  symbol: Symbol,
  from: number,
  to: number
): Effect.fn.Return<ReadonlyArray<Candle>, BlobsUnavailable, Blobs> {
  const series = yield* readSeries(archive, symbol, from, to)
  return Array.from({ length: series.length }, (_, i) => candleAt(series, i))
})

/** Adds closed candles, in any order; adding one again replaces it. */
export const appendCandles = Effect.fn("CandleArchive.append")(function* (
  archive: ArchiveName,
  symbol: Symbol,
  candles: ReadonlyArray<Candle>
): Effect.fn.Return<void, BlobsUnavailable, Blobs> {
  const blobs = yield* Blobs
  const byMonth = Map.groupBy(candles, (candle) => candlePath(archive, symbol, candle.at))
  for (const [path, rows] of byMonth) {
    const size = Option.getOrElse(yield* blobs.size(path), () => 0)
    yield* blobs.append(path, encodeRows(rows, size % ROW))
  }
})

/** The newest archived candle of a market. */
export const lastCandle = Effect.fn("CandleArchive.last")(function* (
  archive: ArchiveName,
  symbol: Symbol
): Effect.fn.Return<Option.Option<Candle>, BlobsUnavailable, Blobs> {
  const span = yield* archivedSpan(archive, symbol)
  if (Option.isNone(span)) return Option.none()
  const { to } = span.value
  return Option.fromUndefinedOr((yield* readCandles(archive, symbol, to - timeframeMillis[MINUTE], to)).at(-1))
})

/** From when to when (the close of the newest) a market is archived; none when it is not. */
export const archivedSpan = Effect.fn("CandleArchive.span")(function* (
  archive: ArchiveName,
  symbol: Symbol,
  timeframe: Timeframe = MINUTE
): Effect.fn.Return<Option.Option<{ readonly from: number; readonly to: number }>, BlobsUnavailable, Blobs> {
  const months = yield* monthsOf(archive, symbol, timeframe)
  const step = timeframeMillis[timeframe]
  const firstOf = Effect.fnUntraced(function* (order: ReadonlyArray<Month>) {
    for (const month of order) {
      const series = joinParts(yield* partsOf(month), step)
      if (series.length > 0) return Option.some(series)
    }
    return Option.none<CandleSeries>()
  })
  const oldest = yield* firstOf(months)
  const newest = yield* firstOf(months.toReversed())
  if (Option.isNone(oldest) || Option.isNone(newest)) return Option.none()
  const { value } = newest
  return Option.some({ from: oldest.value.at[0] ?? 0, to: (value.at[value.length - 1] ?? 0) + step })
})
