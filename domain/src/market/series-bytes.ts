import { Schema } from "effect"
import { candleColumns, type CandleSeries, seriesOf } from "./candle-series.ts"

/** Bytes that are no candle series, or not whole. */
export class SeriesUnreadable extends Schema.TaggedError<SeriesUnreadable>()("SeriesUnreadable", {
  message: Schema.String
}) {}

/**
 * A candle series as bytes, the same on disk and over the wire. All numbers are little-endian, as on every machine this
 * runs on. 32 bytes first: magic (u32), flags (u32), step and first time (f64, ms), count (u32), 4 unused. Then the
 * columns one after another: volume (f64), then times, open, high, low, close; times as whole steps since the first
 * (u32) or, when IRREGULAR, in ms (f64); prices in ticks (u32) or, when WIDE, as f64.
 */
const MAGIC = 0x31_53_43_54
const HEADER = 32
const IRREGULAR = 1
const WIDE = 2
const LARGEST = 0xff_ff_ff_ff

const onSteps = (at: Float64Array, step: number): boolean => {
  const first = at[0] ?? 0
  for (let i = 0; i < at.length; i++) if (((at[i] ?? 0) - first) % step !== 0) return false
  return ((at[at.length - 1] ?? 0) - first) / step <= LARGEST
}

const largest = (column: Float64Array): number => {
  let most = 0
  for (let i = 0; i < column.length; i++) if ((column[i] ?? 0) > most) most = column[i] ?? 0
  return most
}

/** 28 bytes a candle, in most markets. */
export const encodeSeries = (series: CandleSeries): Uint8Array => {
  const { at, close, high, length, low, open, step, volume } = series
  const irregular = !onSteps(at, step)
  const wide = largest(high) > LARGEST
  const bytes = new Uint8Array(HEADER + length * (8 + (irregular ? 8 : 4) + 4 * (wide ? 8 : 4)))
  const first = at[0] ?? 0
  const header = new DataView(bytes.buffer)
  header.setUint32(0, MAGIC, true)
  header.setUint32(4, (irregular ? IRREGULAR : 0) | (wide ? WIDE : 0), true)
  header.setFloat64(8, step, true)
  header.setFloat64(16, first, true)
  header.setUint32(24, length, true)
  new Float64Array(bytes.buffer, HEADER, length).set(volume)
  let offset = HEADER + length * 8
  const put = (column: Float64Array, asDouble: boolean): void => {
    if (asDouble) new Float64Array(bytes.buffer, offset, length).set(column)
    else new Uint32Array(bytes.buffer, offset, length).set(column)
    offset += length * (asDouble ? 8 : 4)
  }
  // Doubles before singles, so that each begins on a multiple of its size.
  const times = irregular ? at : at.map((time) => (time - first) / step)
  if (irregular || !wide) put(times, irregular)
  for (const column of [open, high, low, close]) put(column, wide)
  if (wide && !irregular) put(times, false)
  return bytes
}

/** Reads what `encodeSeries` wrote; throws {@link SeriesUnreadable} otherwise. */
export const decodeSeries = (given: Uint8Array): CandleSeries => {
  // Columns have to begin on multiples of eight bytes.
  const bytes = given.byteOffset % 8 === 0 ? given : given.slice()
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < HEADER || header.getUint32(0, true) !== MAGIC)
    throw new SeriesUnreadable({ message: "these bytes are not a candle series" })
  const flags = header.getUint32(4, true)
  const irregular = (flags & IRREGULAR) !== 0
  const wide = (flags & WIDE) !== 0
  const step = header.getFloat64(8, true)
  const first = header.getFloat64(16, true)
  const length = header.getUint32(24, true)
  const size = HEADER + length * (8 + (irregular ? 8 : 4) + 4 * (wide ? 8 : 4))
  if (bytes.length !== size)
    throw new SeriesUnreadable({
      message: `a series of ${length} candles has ${size} bytes, these are ${bytes.length}`
    })
  const columns = candleColumns(length)
  columns.volume.set(new Float64Array(bytes.buffer, bytes.byteOffset + HEADER, length))
  let offset = bytes.byteOffset + HEADER + length * 8
  const take = (column: Float64Array, asDouble: boolean): void => {
    column.set(
      asDouble ? new Float64Array(bytes.buffer, offset, length) : new Uint32Array(bytes.buffer, offset, length)
    )
    offset += length * (asDouble ? 8 : 4)
  }
  if (irregular || !wide) take(columns.at, irregular)
  for (const name of ["open", "high", "low", "close"] as const) take(columns[name], wide)
  if (wide && !irregular) take(columns.at, false)
  if (!irregular) for (let i = 0; i < length; i++) columns.at[i] = first + (columns.at[i] ?? 0) * step
  return seriesOf(columns, step)
}
