import type { StartCondition } from "../bot/start.ts"
import { type Timeframe, timeframeMillis } from "../market/candle.ts"
import type { IndicatorCondition } from "./condition.ts"
import { candlesWanted, signalOf } from "./signal.ts"

export type IndicatorStart = Extract<StartCondition, { _tag: "INDICATORS" }>

/** What is known of one indicator while its signal is waited for. */
interface Watched {
  /** The kernel's own state. */
  readonly values: Float64Array
  /** Candles taken in. */
  seen: number
  /** Candles closed since its last signal: 0 right at it; -1 when there was none. */
  since: number
}

/** The indicators of a start condition, from the history they were told on. Plain data. */
export interface IndicatorWatch {
  /** When the newest candle taken in closed, by timeframe. */
  readonly closed: Partial<Record<Timeframe, number>>
  readonly watched: Array<Watched>
}

export interface ClosedBar {
  readonly high: number
  readonly low: number
  readonly close: number
}

/** Of each timeframe as many closed candles as the longest of its indicators wants, shortest timeframe first. */
export const historyWanted = ({
  conditions
}: IndicatorStart): ReadonlyArray<{ readonly timeframe: Timeframe; readonly count: number }> => {
  const counts = new Map<Timeframe, number>()
  for (const condition of conditions) {
    const { timeframe } = condition
    counts.set(timeframe, Math.max(counts.get(timeframe) ?? 0, candlesWanted(condition)))
  }
  return [...counts]
    .map(([timeframe, count]) => ({ timeframe, count }))
    .sort((a, b) => timeframeMillis[a.timeframe] - timeframeMillis[b.timeframe])
}

/** Indicators that were told nothing yet. */
export const freshWatch = ({ conditions }: IndicatorStart): IndicatorWatch => ({
  closed: {},
  watched: conditions.map((condition) => ({
    values: new Float64Array(signalOf(condition).kernel.size),
    seen: 0,
    since: -1
  }))
})

/** Takes a candle that closed at a moment into the indicators of its timeframe; the watch is changed. */
export const takeInBar = (
  { conditions }: IndicatorStart,
  watch: IndicatorWatch,
  timeframe: Timeframe,
  bar: ClosedBar,
  at: number
): void => {
  watch.closed[timeframe] = at
  conditions.forEach((condition, index) => {
    const own = watch.watched[index]
    if (own === undefined || condition.timeframe !== timeframe) return
    const { kernel, given } = signalOf(condition)
    const { values } = own
    const before0 = values[0] ?? 0
    const before1 = values[1] ?? 0
    const compares = own.seen >= kernel.warmUp
    kernel.next(values, bar.high, bar.low, bar.close)
    own.seen += 1
    if (own.since >= 0) own.since += 1
    if (compares && given(before0, before1, values[0] ?? 0, values[1] ?? 0)) own.since = 0
  })
}

const counts = ({ since }: Watched, { validFor }: IndicatorCondition): boolean => since >= 0 && since < validFor

/** The conditions whose signals count now. */
export const signalsCounting = ({ conditions }: IndicatorStart, watch: IndicatorWatch | undefined) =>
  conditions.filter((condition, index) => {
    const own = watch?.watched[index]
    return own !== undefined && counts(own, condition)
  })

/**
 * Whether the start condition is met by a candle of a timeframe that closed at a moment and was taken in (IND-5): signals
 * count as it asks, one of them given just now. Of several candles that close together the longest is told last: only
 * then all of them are known.
 */
export const isMetBy = (start: IndicatorStart, watch: IndicatorWatch, timeframe: Timeframe, at: number): boolean => {
  const { combine, conditions } = start
  const longerToCome = conditions.some(
    (one) =>
      timeframeMillis[one.timeframe] > timeframeMillis[timeframe] &&
      at % timeframeMillis[one.timeframe] === 0 &&
      (watch.closed[one.timeframe] ?? 0) < at
  )
  if (longerToCome) return false
  let fresh = false
  let counting = 0
  conditions.forEach((condition, index) => {
    const own = watch.watched[index]
    if (own === undefined || !counts(own, condition)) return
    counting += 1
    if (own.since === 0 && watch.closed[condition.timeframe] === at) fresh = true
  })
  return fresh && (combine === "ANY" || counting === conditions.length)
}
