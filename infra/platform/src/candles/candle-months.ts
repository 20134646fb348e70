import { Effect, Option } from "effect"
import type { Symbol, Timeframe } from "@tradetower/domain/market"
import { type ArchiveName, pathPart } from "./archive-name.ts"
import { Blobs } from "../ports/blobs.ts"
import type { CandlePart } from "./candle-parts.ts"

/**
 * The archive of candles. What comes in minute by minute is added to an appendable blob of rows a month,
 * `candles/{archive}/{symbol}/{timeframe}/{YYYY-MM}`; what comes whole (a file, say) is a blob of columns a month,
 * `series/{archive}/{symbol}/{timeframe}/{YYYY-MM}.{edition}`, of which the highest edition counts. One reader gives both.
 */

export const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7)
export const rowsFolder = (archive: ArchiveName, symbol: Symbol, timeframe: Timeframe): string =>
  `candles/${archive}/${pathPart(symbol)}/${timeframe}/`
export const columnsFolder = (archive: ArchiveName, symbol: Symbol, timeframe: Timeframe): string =>
  `series/${archive}/${pathPart(symbol)}/${timeframe}/`

/** Where the rows of the month around `at` (ms, UTC) lie. */
export const candlePath = (archive: ArchiveName, symbol: Symbol, at: number, timeframe: Timeframe = "1m"): string =>
  `${rowsFolder(archive, symbol, timeframe)}${monthOf(at)}`

/** One month's blobs, columns before rows. */
export interface Month {
  readonly month: string
  readonly columns?: string
  readonly rows?: string
}

/** Where a series' months lie, oldest first. */
export const monthsOf = Effect.fnUntraced(function* (archive: ArchiveName, symbol: Symbol, timeframe: Timeframe) {
  const blobs = yield* Blobs
  const months = new Map<string, Month>()
  for (const path of yield* blobs.list(columnsFolder(archive, symbol, timeframe))) {
    const [month = "", edition = "0"] = path.slice(path.lastIndexOf("/") + 1).split(".")
    const known = months.get(month)?.columns
    // Not as text: edition 10 comes after edition 9.
    if (known === undefined || Number(edition) > editionOf(known)) months.set(month, { month, columns: path })
  }
  for (const path of yield* blobs.list(rowsFolder(archive, symbol, timeframe))) {
    const month = path.slice(path.lastIndexOf("/") + 1)
    months.set(month, { month, ...months.get(month), rows: path })
  }
  return [...months.values()].sort((a, b) => a.month.localeCompare(b.month))
})

/** Which of several writings of a month a blob of columns is. */
export const editionOf = (path: string): number => Number(path.slice(path.lastIndexOf(".") + 1))

/** A month's bytes, columns before rows. */
export const partsOf = Effect.fnUntraced(function* ({ columns, rows }: Month) {
  const blobs = yield* Blobs
  const parts: Array<CandlePart> = []
  for (const [kind, path] of [
    ["COLUMNS", columns],
    ["ROWS", rows]
  ] as const) {
    const bytes = path === undefined ? Option.none<Uint8Array>() : yield* blobs.read(path)
    if (Option.isSome(bytes)) parts.push({ kind, bytes: bytes.value })
  }
  return parts
})
