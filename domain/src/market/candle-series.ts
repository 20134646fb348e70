import type { Candle } from "./candle.ts"
import { asQuantity } from "../number/exact.ts"
import { fine } from "../number/decimal-units.ts"
import { counted } from "../number/whole.ts"
import type { Instrument } from "./instrument.ts"
import type { Price } from "./market.ts"

/** Time in a series for which there are no candles: nothing is invented for it. */
export interface CandleGap {
  /** End of the last candle before it, and start of the first after it; ms. */
  readonly from: number
  readonly to: number
  /** How many candles of the series' step would have fitted in. */
  readonly missing: number
}

/**
 * Candles of one length in columns: `at` ascends (ms, start of the bar), prices in ticks, volume in lots, all whole
 * numbers; a volume beyond 2^53 is the nearest double. The buffers can be transferred to another thread as they are.
 */
export interface CandleSeries {
  /** Length of a candle, ms. */
  readonly step: number
  readonly length: number
  readonly at: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
  readonly gaps: ReadonlyArray<CandleGap>
}

/** The columns of a series, without what follows from them. */
export type CandleColumns = Pick<CandleSeries, "at" | "open" | "high" | "low" | "close" | "volume">

/** A series without its gaps, which follow from it: of a large one there may be a million. */
export type UngappedSeries = Omit<CandleSeries, "gaps">

/** Where candles are missing between the first and the last of ascending times. */
export const gapsOf = (at: Float64Array, step: number): ReadonlyArray<CandleGap> => {
  const gaps: Array<CandleGap> = []
  let expected = at[0] ?? 0
  for (let i = 0; i < at.length; i++) {
    const start = at[i] ?? 0
    if (start > expected) gaps.push({ from: expected, to: start, missing: Math.round((start - expected) / step) })
    expected = start + step
  }
  return gaps
}

/** A series over columns that are already in order; they are shared, not copied. */
export const seriesOf = (columns: CandleColumns, step = 60_000): CandleSeries => {
  const { at, open, high, low, close, volume } = columns
  return { step, length: at.length, at, open, high, low, close, volume, gaps: gapsOf(at, step) }
}

/** Empty columns for so many candles, to be filled in. */
export const candleColumns = (length: number): CandleColumns => ({
  at: new Float64Array(length),
  open: new Float64Array(length),
  high: new Float64Array(length),
  low: new Float64Array(length),
  close: new Float64Array(length),
  volume: new Float64Array(length)
})

/** A series of ascending candles: `candleSeries(candles, 60_000)`. */
export const candleSeries = (candles: ReadonlyArray<Candle>, step = 60_000): CandleSeries => {
  const columns = candleColumns(candles.length)
  candles.forEach((candle, i) => {
    columns.at[i] = candle.at
    columns.open[i] = candle.open
    columns.high[i] = candle.high
    columns.low[i] = candle.low
    columns.close[i] = candle.close
    columns.volume[i] = Number(candle.volume)
  })
  return seriesOf(columns, step)
}

/** One candle of a series; `index` must be inside it. */
export const candleAt = (series: CandleSeries, index: number): Candle => ({
  at: series.at[index] ?? 0,
  open: (series.open[index] ?? 0) as Price,
  high: (series.high[index] ?? 0) as Price,
  low: (series.low[index] ?? 0) as Price,
  close: (series.close[index] ?? 0) as Price,
  volume: asQuantity(counted(series.volume[index] ?? 0))
})

/** Index of the first candle that starts at or after a moment; the series' length when none does. */
export const firstAt = (series: Pick<CandleSeries, "at">, at: number): number => {
  let low = 0
  let high = series.at.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((series.at[middle] ?? 0) < at) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * A series whose volumes are counted in the lots of another instrument; what is no whole lot of that is cut off. The
 * other columns are shared.
 */
export const inLotsOf = (
  series: CandleSeries,
  { lotSize: from }: Pick<Instrument, "lotSize">,
  { lotSize: to }: Pick<Instrument, "lotSize">
): CandleSeries => {
  if (from === to) return series
  const lots = Number(fine(to)) / Number(fine(from))
  return { ...series, volume: series.volume.map((volume) => Math.floor(volume / lots)) }
}

/** The candles from one index up to another, over the same buffers. */
export const sliceSeries = (series: UngappedSeries, start: number, end: number): CandleSeries => {
  const part = (column: Float64Array): Float64Array => column.subarray(start, end)
  const { at, open, high, low, close, volume } = series
  const columns = { at: part(at), open: part(open), high: part(high), low: part(low), close: part(close) }
  return seriesOf({ ...columns, volume: part(volume) }, series.step)
}
