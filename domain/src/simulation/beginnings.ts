import { freshWatch, historyWanted, type IndicatorStart, isMetBy, takeInBar } from "../indicator/watch.ts"
import { candlesNeeded } from "../indicator/signal.ts"
import { timeframeMillis } from "../market/candle.ts"
import { type CandleSeries, firstAt } from "../market/candle-series.ts"
import { barClosedWith, closedBars } from "./closed-candles.ts"

/** How often a start by indicators was met over candles, for a bot that waits all the time. */
export interface Beginnings {
  readonly count: number
  /** When it was met last, ms. */
  readonly last?: number
  /** From when on its indicators could say anything; absent: the candles are too few for that. */
  readonly since?: number
}

/**
 * How often a start by indicators was met from a moment on, by the evaluation a bot waits with (IND-5, IND-9). What
 * closed before warms the indicators up.
 */
export const beginningsOf = (start: IndicatorStart, series: CandleSeries, from: number): Beginnings => {
  const watch = freshWatch(start)
  const wanted = historyWanted(start)
  const first = firstAt(series, from)
  const begin = series.at[first] ?? from
  for (const { count, timeframe } of wanted)
    for (const bar of closedBars(series, timeframe, begin, count))
      takeInBar(start, watch, timeframe, bar, bar.at + timeframeMillis[timeframe])
  const known = () => start.conditions.every((one, i) => (watch.watched[i]?.seen ?? 0) >= candlesNeeded(one) - 1)
  let since = known() ? begin : undefined
  let count = 0
  let last: number | undefined
  for (let candle = first; candle < series.length; candle++)
    for (const { timeframe } of wanted) {
      const bar = barClosedWith(series, timeframe, candle)
      if (bar === undefined) continue
      const at = bar.at + timeframeMillis[timeframe]
      if (at <= (watch.closed[timeframe] ?? 0)) continue
      takeInBar(start, watch, timeframe, bar, at)
      if (since === undefined && known()) since = at
      if (!isMetBy(start, watch, timeframe, at)) continue
      count += 1
      last = at
    }
  return { count, ...(last !== undefined && { last }), ...(since !== undefined && { since }) }
}
