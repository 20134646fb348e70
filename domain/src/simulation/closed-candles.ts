import { candleStart } from "../market/candle-builder.ts"
import { type Candle, type Timeframe, timeframeMillis } from "../market/candle.ts"
import { type CandleSeries, firstAt } from "../market/candle-series.ts"
import type { Price } from "../market/market.ts"
import { asQuantity } from "../number/exact.ts"
import { add, counted, type Whole } from "../number/whole.ts"

/** The longer bar that the candles from one index up to another make; there must be one. */
const joinedBar = (series: CandleSeries, from: number, end: number, at: number): Candle => {
  let high = series.high[from] ?? 0
  let low = series.low[from] ?? 0
  let volume: Whole = 0
  for (let i = from; i < end; i++) {
    high = Math.max(high, series.high[i] ?? 0)
    low = Math.min(low, series.low[i] ?? Infinity)
    volume = add(volume, counted(series.volume[i] ?? 0))
  }
  return {
    at,
    open: (series.open[from] ?? 0) as Price,
    high: high as Price,
    low: low as Price,
    close: (series.close[end - 1] ?? 0) as Price,
    volume: asQuantity(volume)
  }
}

/** The newest `count` bars of a timeframe that had closed by a moment, oldest first, made of a series' candles. */
export const closedBars = (
  series: CandleSeries,
  timeframe: Timeframe,
  by: number,
  count: number
): ReadonlyArray<Candle> => {
  const bars: Array<Candle> = []
  for (let end = firstAt(series, candleStart(timeframe, by)); end > 0 && bars.length < count;) {
    const at = candleStart(timeframe, series.at[end - 1] ?? 0)
    const from = firstAt(series, at)
    bars.push(joinedBar(series, from, end, at))
    end = from
  }
  return bars.reverse()
}

/** The bar of a timeframe that closes with a candle: no later candle belongs to it, and its time is over. */
export const barClosedWith = (series: CandleSeries, timeframe: Timeframe, candle: number): Candle | undefined => {
  const at = candleStart(timeframe, series.at[candle] ?? 0)
  const end = at + timeframeMillis[timeframe]
  const next = candle + 1 < series.length ? series.at[candle + 1] : (series.at[candle] ?? 0) + series.step
  return (next ?? 0) < end ? undefined : joinedBar(series, firstAt(series, at), candle + 1, at)
}

/** The first candle from one on with which a bar of the timeframe closes that ends after a moment. */
export const nextClosing = (series: CandleSeries, timeframe: Timeframe, from: number, after: number): number => {
  const length = timeframeMillis[timeframe]
  const first = Math.max(from, firstAt(series, after - length + 1))
  if (first >= series.length) return series.length
  const end = candleStart(timeframe, series.at[first] ?? 0) + length
  return Math.max(from, firstAt(series, end) - 1)
}
