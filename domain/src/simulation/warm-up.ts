import type { Settings } from "../bot/state.ts"
import { candlesNeeded } from "../indicator/signal.ts"
import { timeframeMillis } from "../market/candle.ts"
import { type CandleSeries, firstAt } from "../market/candle-series.ts"
import { WarmUpTooShort } from "./backtest-options.ts"

/** How long a history the settings' indicators need before they can say anything, ms. */
const historyNeeded = ({ start }: Settings): number => {
  if (start._tag !== "INDICATORS") return 0
  return Math.max(...start.conditions.map((one) => candlesNeeded(one) * timeframeMillis[one.timeframe]))
}

/**
 * The candle a backtest begins with: the first at or after `from`, else the first for which the indicators have their
 * history. Throws `WarmUpTooShort` when there is not enough before it.
 */
export const firstTraded = (settings: Settings, series: CandleSeries, from: number | undefined): number => {
  const millis = historyNeeded(settings)
  const needed = Math.ceil(millis / series.step)
  const begin = series.at[0] ?? 0
  const first = firstAt(series, from ?? begin + millis)
  const history = (series.at[first] ?? (series.at[series.length - 1] ?? 0) + series.step) - begin
  if (history < millis || (millis > 0 && first >= series.length))
    throw new WarmUpTooShort({
      needed,
      there: Math.min(first, Math.floor(history / series.step)),
      left: series.length - first,
      step: series.step
    })
  return first
}
