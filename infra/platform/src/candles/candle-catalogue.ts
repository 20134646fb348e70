import { Effect, Option } from "effect"
import { derivedOnce } from "@tradetower/domain/derived-once"
import { type CandleGap, Symbol, type Timeframe, timeframeMillis } from "@tradetower/domain/market"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { ArchiveName } from "./archive-name.ts"
import { Blobs, type BlobsUnavailable } from "../ports/blobs.ts"
import { type Month, monthsOf, partsOf } from "./candle-months.ts"
import { joinParts } from "./candle-parts.ts"

/** One series that is there. */
export interface CatalogueEntry {
  readonly archive: ArchiveName
  readonly symbol: Symbol
  readonly timeframe: Timeframe
  /** Opening of the first, close of the last; ms, UTC. */
  readonly from: number
  readonly to: number
  readonly count: number
  readonly gaps: ReadonlyArray<CandleGap>
}

type Summary = Pick<CatalogueEntry, "from" | "to" | "count" | "gaps">

/** Months that are kept summed up: those of a thousand series over some years. */
const KEPT = 50_000

/** Months summed up before, by their blobs' paths, each at its sizes: of what grows only the current month is read again. */
const summedUp = derivedOnce(
  (_: Blobs["Service"]) => new OldestOut<string, { readonly sizes: string; readonly summary: Summary }>(KEPT)
)

const summaryOf = Effect.fnUntraced(function* (month: Month, step: number) {
  const blobs = yield* Blobs
  const kept = summedUp(blobs)
  const found = yield* Effect.forEach([month.columns, month.rows], (path) =>
    path === undefined
      ? Effect.succeed(0)
      : Effect.map(
          blobs.size(path),
          Option.getOrElse(() => 0)
        )
  )
  const name = `${month.columns ?? ""} ${month.rows ?? ""}`
  const sizes = found.join(" ")
  const before = kept.get(name)
  if (before?.sizes === sizes) return before.summary
  const series = joinParts(yield* partsOf(month), step)
  const summary: Summary = {
    from: series.at[0] ?? 0,
    to: (series.at[series.length - 1] ?? 0) + step,
    count: series.length,
    gaps: series.gaps
  }
  kept.set(name, { sizes, summary })
  return summary
})

/** What is there of one series; none when nothing is. */
export const catalogueEntry = Effect.fn("CandleCatalogue.entry")(function* (
  archive: ArchiveName,
  symbol: Symbol,
  timeframe: Timeframe
): Effect.fn.Return<Option.Option<CatalogueEntry>, BlobsUnavailable, Blobs> {
  const step = timeframeMillis[timeframe]
  const months = yield* monthsOf(archive, symbol, timeframe)
  const summaries = (yield* Effect.forEach(months, (month) => summaryOf(month, step))).filter(({ count }) => count > 0)
  const first = summaries[0]
  const last = summaries.at(-1)
  if (first === undefined || last === undefined) return Option.none()
  const gaps = summaries.flatMap((month, i) => {
    const before = summaries[i - 1]?.to ?? month.from
    const between = { from: before, to: month.from, missing: Math.round((month.from - before) / step) }
    return month.from > before ? [between, ...month.gaps] : month.gaps
  })
  const count = summaries.reduce((sum, month) => sum + month.count, 0)
  return Option.some({ archive, symbol, timeframe, from: first.from, to: last.to, count, gaps })
})

const isTimeframe = (text: string): text is Timeframe => Object.hasOwn(timeframeMillis, text)

/** Every series of the archives that `includes` lets through, by archive, symbol and length. */
export const catalogue = Effect.fn("CandleCatalogue.all")(function* (
  includes: (archive: ArchiveName) => boolean
): Effect.fn.Return<ReadonlyArray<CatalogueEntry>, BlobsUnavailable, Blobs> {
  const blobs = yield* Blobs
  const names = new Set<string>()
  for (const root of ["candles/", "series/"])
    for (const path of yield* blobs.list(root)) names.add(path.split("/").slice(1, 4).join("/"))
  const entries: Array<CatalogueEntry> = []
  for (const name of [...names].sort()) {
    const [folder = "", symbol = "", timeframe = ""] = name.split("/")
    const archive = ArchiveName.make(folder)
    if (!includes(archive) || !isTimeframe(timeframe)) continue
    const entry = yield* catalogueEntry(archive, Symbol.make(symbol), timeframe)
    if (Option.isSome(entry)) entries.push(entry.value)
  }
  return entries
})
