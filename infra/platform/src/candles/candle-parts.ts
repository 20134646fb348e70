import {
  type CandleColumns,
  candleColumns,
  type CandleSeries,
  decodeSeries,
  firstAt,
  seriesOf,
  sliceSeries
} from "@tradetower/domain/market"
import { decodeRows } from "./candle-rows.ts"

/** Bytes of one month's candles as they are kept: a whole month in columns, or rows that are still being added to. */
export interface CandlePart {
  readonly kind: "COLUMNS" | "ROWS"
  readonly bytes: Uint8Array
}

/** Both by time; where they have the same time, `over` counts. */
const merged = (under: CandleSeries, over: CandleSeries): CandleSeries => {
  const columns = candleColumns(under.length + over.length)
  let length = 0
  const take = (from: CandleSeries, i: number): void => {
    for (const name of Object.keys(columns) as ReadonlyArray<keyof CandleColumns>)
      columns[name][length] = from[name][i] ?? NaN
    length++
  }
  let i = 0
  let j = 0
  while (i < under.length || j < over.length) {
    const a = under.at[i] ?? Infinity
    const b = over.at[j] ?? Infinity
    if (a < b) take(under, i++)
    else {
      if (a === b) i++
      take(over, j++)
    }
  }
  return sliceSeries(seriesOf(columns, under.step), 0, length)
}

const joined = (series: ReadonlyArray<CandleSeries>, step: number): CandleSeries => {
  const columns = candleColumns(series.reduce((sum, { length }) => sum + length, 0))
  let offset = 0
  for (const one of series) {
    for (const name of Object.keys(columns) as ReadonlyArray<keyof CandleColumns>) columns[name].set(one[name], offset)
    offset += one.length
  }
  return seriesOf(columns, step)
}

const within = (series: CandleSeries, from: number, to: number): CandleSeries =>
  sliceSeries(series, firstAt(series, from), firstAt(series, to))

/**
 * Parts, oldest first, as one series of the candles that opened in `[from, to)`. Where two parts have the same time the
 * later counts: rows come after the columns of their month. Pure, so that a thread of its own can do it.
 */
export const joinParts = (
  parts: ReadonlyArray<CandlePart>,
  step: number,
  from = -Infinity,
  to = Infinity
): CandleSeries => {
  const all: Array<CandleSeries> = []
  for (const { bytes, kind } of parts) {
    const next = kind === "ROWS" ? decodeRows(bytes, from, to, step) : within(decodeSeries(bytes), from, to)
    if (next.length === 0) continue
    const last = all.at(-1)
    if (last !== undefined && (next.at[0] ?? 0) <= (last.at[last.length - 1] ?? 0))
      all[all.length - 1] = merged(last, next)
    else all.push(next)
  }
  const [only] = all
  return all.length === 1 && only !== undefined ? only : joined(all, step)
}
