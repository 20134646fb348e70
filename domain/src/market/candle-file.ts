import { Schema } from "effect"
import { type CandleColumns, candleColumns, type CandleSeries, seriesOf } from "./candle-series.ts"
import { type Timeframe, timeframeMillis } from "./candle.ts"

/** A file of candles has a line that can't be used. */
export class CandleFileInvalid extends Schema.TaggedError<CandleFileInvalid>()("CandleFileInvalid", {
  /** Counted from 1; in a CSV file the header is line 1. */
  line: Schema.Int,
  problem: Schema.String
}) {
  override get message(): string {
    return `line ${this.line}: ${this.problem}`
  }
}

/** The columns every file of candles has, in this order. */
export const CANDLE_FIELDS = ["timestamp", "open", "high", "low", "close", "volume"] as const

/** Before 1973: a time in seconds, taken for milliseconds. */
const FIRST_TIME = 100_000_000_000
/** The year 2100: beyond are times in microseconds, taken for milliseconds, and months that would each be a file. */
const END_OF_TIME = 4_102_444_800_000

/** Why a candle can't follow one that opened at `before`; `undefined` when it can. Prices in ticks. */
export const wrongIn = (
  at: number,
  open: number,
  high: number,
  low: number,
  close: number,
  before: number,
  tickSize: string
): string | undefined => {
  if (!(at >= FIRST_TIME && at < END_OF_TIME) || !Number.isInteger(at))
    return `timestamp must be in whole milliseconds since 1970: ${at}`
  if (at === before) return `the timestamp is the same as in the line before: ${at}`
  if (at < before) return `the timestamp is earlier than in the line before: ${at} after ${before}`
  if (low > high) return "the high is below the low"
  if (open > high || open < low) return "the open is outside of high and low"
  if (close > high || close < low) return "the close is outside of high and low"
  if (low <= 0) return `a price is zero, or below half a tick of ${tickSize}`
  return undefined
}

/** Columns that grow as candles come in. */
export class GrowingColumns {
  length = 0
  columns: CandleColumns

  /** Room for so many at first. */
  constructor(expected: number) {
    this.columns = candleColumns(Math.max(16, expected))
  }

  /** Makes room for one more and answers where it goes. */
  next(): number {
    if (this.length === this.columns.at.length) {
      const larger = candleColumns(this.length * 2)
      for (const name of Object.keys(larger) as ReadonlyArray<keyof CandleColumns>) larger[name].set(this.columns[name])
      this.columns = larger
    }
    return this.length++
  }

  /** The series so far; the columns are shared with it. */
  series(): CandleSeries {
    const { at, close, high, low, open, volume } = this.columns
    const part = (column: Float64Array) => column.subarray(0, this.length)
    return seriesOf(
      { at: part(at), open: part(open), high: part(high), low: part(low), close: part(close), volume: part(volume) },
      stepOf(part(at))
    )
  }
}

/** The shortest time between two candles; a minute where there are fewer. */
const stepOf = (at: Float64Array): number => {
  let step = Infinity
  for (let i = 1; i < at.length; i++) {
    const apart = (at[i] ?? 0) - (at[i - 1] ?? 0)
    if (apart < step) step = apart
  }
  return step === Infinity ? timeframeMillis["1m"] : step
}

/** Which timeframe a series is of; none when its candles have an unusual length. */
export const timeframeOf = (series: Pick<CandleSeries, "step">): Timeframe | undefined =>
  (Object.keys(timeframeMillis) as ReadonlyArray<Timeframe>).find((name) => timeframeMillis[name] === series.step)
