import { Effect } from "effect"
import {
  encodeSeries,
  firstAt,
  sliceSeries,
  type Symbol,
  type Timeframe,
  type UngappedSeries
} from "@tradetower/domain/market"
import type { ArchiveName } from "./archive-name.ts"
import { Blobs, BlobsUnavailable } from "../ports/blobs.ts"
import { columnsFolder, editionOf, monthOf, rowsFolder } from "./candle-months.ts"

/** Puts a whole series in place of everything there was of that archive, symbol and timeframe. */
export const replaceSeries = Effect.fn("CandleArchive.replace")(function* (
  archive: ArchiveName,
  symbol: Symbol,
  timeframe: Timeframe,
  series: UngappedSeries
): Effect.fn.Return<void, BlobsUnavailable, Blobs> {
  const blobs = yield* Blobs
  const folder = columnsFolder(archive, symbol, timeframe)
  const before = [...(yield* blobs.list(folder)), ...(yield* blobs.list(rowsFolder(archive, symbol, timeframe)))]
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
  archive: ArchiveName,
  symbol: Symbol,
  timeframe: Timeframe
): Effect.fn.Return<void, BlobsUnavailable, Blobs> {
  const blobs = yield* Blobs
  for (const folder of [columnsFolder(archive, symbol, timeframe), rowsFolder(archive, symbol, timeframe)])
    yield* Effect.forEach(yield* blobs.list(folder), (path) => blobs.remove(path), { discard: true })
})
