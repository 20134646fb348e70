import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib"
import { type Compressors, parquetMetadataAsync, parquetReadObjects } from "hyparquet"
import { Result } from "effect"
import {
  CANDLE_CSV_HEADER,
  CANDLE_FIELDS,
  type CandlesRead,
  type InstrumentChoice,
  plainNumber,
  readCandleCsv
} from "@tradetower/domain"
import { CandleRowInvalid, rowInvalid } from "./candle-row-invalid.ts"

/** Five years of minutes. Rows that are alike take no room in such a file: a few thousand bytes may hold billions. */
export const MOST_ROWS = 2_700_000
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
  if (typeof value === "bigint" || typeof value === "string") return String(value)
  return typeof value === "number" ? plainNumber(String(value)) : ""
}

/**
 * Reads a Parquet file with the columns timestamp, open, high, low, close, volume (in any order; times in ms or as
 * timestamps) under the rules of a CSV file.
 */
export const readCandleParquet = async (
  symbol: string,
  bytes: Uint8Array,
  choice: InstrumentChoice
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
    rows = await parquetReadObjects({ file, metadata, compressors })
  } catch (cause) {
    return invalid(`this is no Parquet file we can read: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
  const names = Object.keys(rows[0] ?? {})
  const found = CANDLE_FIELDS.map((field) => names.find((name) => name.trim().toLowerCase() === field))
  const lacking = CANDLE_FIELDS.filter((_, i) => found[i] === undefined)
  if (rows.length > 0 && lacking.length > 0)
    return invalid(`the columns ${CANDLE_CSV_HEADER} are needed; missing: ${lacking.join(", ")}`)
  const lines = rows.map((row) => found.map((name) => text(row[name ?? ""])).join(","))
  const csv = new TextEncoder().encode([CANDLE_CSV_HEADER, ...lines].join("\n"))
  return Result.mapError(readCandleCsv(symbol, csv, choice), rowInvalid)
}
