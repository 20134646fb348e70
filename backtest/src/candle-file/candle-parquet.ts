import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib"
import { type Compressors, parquetMetadataAsync, parquetReadObjects } from "hyparquet"
import { Result } from "effect"
import {
  CANDLE_CSV_HEADER,
  CANDLE_FIELDS,
  type CandlesRead,
  type InstrumentChoice,
  type LayoutChoice,
  readCandleCsv
} from "@tradetower/domain/market"
import { plainNumber } from "@tradetower/domain/number"
import { CandleRowInvalid, rowInvalid } from "./candle-row-invalid.ts"

/** Five years of minutes. Rows that are alike take no room in such a file: a few thousand bytes may hold billions. */
export const MOST_ROWS = 2_700_000
/** As many rows with Binance's twelve columns. Columns that are alike take no room either. */
export const MOST_CELLS = 12 * MOST_ROWS
/** What a page may have, bytes, whatever it is packed into. */
const UNPACKED = { maxOutputLength: 16 * MOST_ROWS }

/** Beyond what the library itself can unpack. */
const compressors: Compressors = {
  GZIP: (bytes) => gunzipSync(bytes, UNPACKED),
  BROTLI: (bytes) => brotliDecompressSync(bytes, UNPACKED),
  ZSTD: (bytes) => zstdDecompressSync(bytes, UNPACKED)
}

/** A cell as a plain decimal; what is none is shown as it is, and refused as in any file. */
const text = (value: unknown): string => {
  if (value instanceof Date) return String(value.getTime())
  if (typeof value === "bigint") return String(value)
  if (typeof value === "string") return value.replace(/[\t\n\r]/g, " ")
  return typeof value === "number" ? plainNumber(String(value)) : ""
}

/**
 * Reads a Parquet file under the rules of a CSV file: its columns are told by their names, times are numbers or timestamps.
 */
export const readCandleParquet = async (
  symbol: string,
  bytes: Uint8Array,
  choice: InstrumentChoice,
  layout: LayoutChoice = {}
): Promise<Result.Result<CandlesRead, CandleRowInvalid>> => {
  const invalid = (problem: string) => Result.fail(new CandleRowInvalid({ problem }))
  const { buffer, byteLength, byteOffset } = bytes
  const file = {
    byteLength,
    slice: (start: number, end = byteLength) =>
      // A view of shared memory is never given here.
      (buffer as ArrayBuffer).slice(byteOffset + start, byteOffset + end)
  }
  let rows: ReadonlyArray<Record<string, unknown>>
  try {
    const metadata = await parquetMetadataAsync(file)
    const inGroups = metadata.row_groups.reduce((sum, { num_rows }) => sum + Number(num_rows), 0)
    const count = Math.max(Number(metadata.num_rows), inGroups)
    if (count > MOST_ROWS) return invalid(`${count} rows; at most ${MOST_ROWS} are read: make several files of it`)
    const cells = metadata.row_groups.reduce((sum, { columns, num_rows }) => sum + columns.length * Number(num_rows), 0)
    if (cells > MOST_CELLS)
      return invalid(`${cells} cells; at most ${MOST_CELLS} are read: leave out columns, or make several files of it`)
    rows = await parquetReadObjects({ file, metadata, compressors })
  } catch (cause) {
    return invalid(`this is no Parquet file we can read: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
  const names = Object.keys(rows[0] ?? {})
  const plain = CANDLE_FIELDS.flatMap((field) => names.find((name) => name.trim().toLowerCase() === field) ?? [])
  const isPlain = plain.length === CANDLE_FIELDS.length && Object.keys(layout).length === 0
  // Other names are guessed as a CSV file's are.
  const [read, between, header] = isPlain
    ? ([plain, ",", CANDLE_CSV_HEADER] as const)
    : ([names, "\t", names.join("\t")] as const)
  const lines = rows.map((row) => read.map((name) => text(row[name])).join(between))
  const csv = new TextEncoder().encode([header, ...lines].join("\n"))
  const said: LayoutChoice = isPlain ? {} : { ...layout, delimiter: "tab", decimal: "point" }
  return Result.mapBoth(readCandleCsv(symbol, csv, choice, said), {
    onFailure: rowInvalid,
    onSuccess: ({ guessed, ...found }): CandlesRead =>
      // What stands between its columns is ours.
      guessed === undefined
        ? found
        : { ...found, guessed: { ...guessed, layout: { ...guessed.layout, delimiter: "," } } }
  })
}
