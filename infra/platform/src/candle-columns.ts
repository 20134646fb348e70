import { Effect } from "effect"
import {
  type CandleSeries,
  encodeSeries,
  type ExchangeId,
  firstAt,
  sliceSeries,
  type Symbol,
  type Timeframe
} from "@tradetower/domain"
import { Blobs, BlobsUnavailable } from "./blobs.ts"
import { columnsFolder, editionOf, monthOf, rowsFolder } from "./candle-months.ts"

/** Puts a whole series in place of everything there was of that exchange, symbol and timeframe. */
export const replaceSeries = Effect.fn("CandleArchive.replace")(function* (
  exchange: ExchangeId,
  symbol: Symbol,
  timeframe: Timeframe,
  series: CandleSeries
): Effect.fn.Return<void, BlobsUnavailable, Blobs> {
  const blobs = yield* Blobs
  const folder = columnsFolder(exchange, symbol, timeframe)
  const before = [...(yield* blobs.list(folder)), ...(yield* blobs.list(rowsFolder(exchange, symbol, timeframe)))]
  const edition = before.reduce((highest, path) => Math.max(highest, editionOf(path) || 0), 0) + 1
  for (let start = 0; start < series.length;) {
    const month = monthOf(series.at[start] ?? 0)
    const next = new Date(`${month}-01T00:00:00Z`)
    const end = firstAt(series, next.setUTCMonth(next.getUTCMonth() + 1))
    yield* writeNew(`${folder}${month}.${edition}`, encodeSeries(sliceSeries(series, start, end)))
    start = end
  }
  // Only now: a crash before leaves both, of which the newer counts.
  yield* Effect.forEach(before, (path) => blobs.remove(path), { discard: true })
})

/** A new edition is nobody else's, unless two write at once: then one has to come again. */
const writeNew = (path: string, bytes: Uint8Array): Effect.Effect<void, BlobsUnavailable, Blobs> =>
  Effect.flatMap(Blobs, (blobs) =>
    Effect.catchTag(
      blobs.write(path, bytes),
      "BlobExists",
      () => new BlobsUnavailable({ path, message: "someone else is writing this series", retryable: true })
    )
  )

/** Takes away everything of a series. */
export const removeSeries = Effect.fn("CandleArchive.remove")(function* (
  exchange: ExchangeId,
  symbol: Symbol,
  timeframe: Timeframe
): Effect.fn.Return<void, BlobsUnavailable, Blobs> {
  const blobs = yield* Blobs
  for (const folder of [columnsFolder(exchange, symbol, timeframe), rowsFolder(exchange, symbol, timeframe)])
    yield* Effect.forEach(yield* blobs.list(folder), (path) => blobs.remove(path), { discard: true })
})
