import { type IndicatorCondition } from "../indicator/condition.ts"
import { candlesNeeded, candlesWanted, conditionWords, signalOf } from "../indicator/signal.ts"
import { type Timeframe, timeframeMillis } from "../market/candle.ts"
import type { BotEvent } from "./event.ts"
import type { Run } from "./run.ts"
import type { RunState } from "./state.ts"
import type { CandleWake } from "./wake.ts"

/** What a run knows of one of its indicators while it waits for them. */
interface Watched {
  /** The kernel's own state. */
  readonly values: Float64Array
  /** Candles taken in. */
  seen: number
  /** Candles closed since its last signal: 0 right at it; -1 when there was none. */
  since: number
}

/** The indicators of a run's start condition, from the history it was told on. Plain data. */
export interface IndicatorWatch {
  /** When the newest candle taken in closed, by timeframe. */
  readonly closed: Partial<Record<Timeframe, number>>
  readonly watched: Array<Watched>
}

type Condition = Extract<RunState["settings"]["start"], { _tag: "INDICATORS" }>

const conditionOf = (run: Run): Condition | undefined => {
  const { start } = run.state.settings
  return start._tag === "INDICATORS" ? start : undefined
}

/** Which candles a run that waits for its indicators is to be told: of each timeframe as many as the longest wants. */
export const candleWakes = (run: Run): ReadonlyArray<CandleWake> | undefined => {
  const start = conditionOf(run)
  const { state } = run
  if (start === undefined || state.entered || state.start.triggered) return undefined
  if (state.life !== "WAITING" && state.life !== "FUNDS_RESERVED" && state.life !== "ACTIVE") return undefined
  const counts = new Map<Timeframe, number>()
  for (const condition of start.conditions) {
    const { timeframe } = condition
    counts.set(timeframe, Math.max(counts.get(timeframe) ?? 0, candlesWanted(condition)))
  }
  const closed = state.start.indicators?.closed
  const wakes = [...counts].map(([timeframe, count]) => {
    const after = closed?.[timeframe]
    return after === undefined ? { timeframe, count } : { timeframe, count, after }
  })
  return wakes.sort((a, b) => timeframeMillis[a.timeframe] - timeframeMillis[b.timeframe])
}

/** Takes a closed candle into the indicators of its timeframe. */
const takeIn = (
  watch: IndicatorWatch,
  conditions: ReadonlyArray<IndicatorCondition>,
  timeframe: Timeframe,
  candle: { readonly high: number; readonly low: number; readonly close: number }
): void => {
  conditions.forEach((condition, index) => {
    const own = watch.watched[index]
    if (own === undefined || condition.timeframe !== timeframe) return
    const { kernel, given } = signalOf(condition)
    const { values } = own
    const before0 = values[0] ?? 0
    const before1 = values[1] ?? 0
    const compares = own.seen >= kernel.warmUp
    kernel.next(values, candle.high, candle.low, candle.close)
    own.seen += 1
    if (own.since >= 0) own.since += 1
    if (compares && given(before0, before1, values[0] ?? 0, values[1] ?? 0)) own.since = 0
  })
}

/** The closed candles of the past: the indicators begin with them; they start no bot (IND-6). */
export const historyRead = (run: Run, event: Extract<BotEvent, { _tag: "HistoryRead" }>): void => {
  const start = conditionOf(run)
  if (start === undefined) return
  const watch: IndicatorWatch = {
    closed: {},
    watched: start.conditions.map((condition) => ({
      values: new Float64Array(signalOf(condition).kernel.size),
      seen: 0,
      since: -1
    }))
  }
  for (const { candles, timeframe, until } of event.series) {
    watch.closed[timeframe] = until
    for (const [high, low, close] of candles) takeIn(watch, start.conditions, timeframe, { high, low, close })
  }
  run.state.start.indicators = watch
  describe(run)
}

/** A candle closed: whether the condition is met by it (IND-5). */
export const candleClosed = (run: Run, event: Extract<BotEvent, { _tag: "CandleClosed" }>): boolean => {
  const start = conditionOf(run)
  const watch = run.state.start.indicators
  if (start === undefined || watch === undefined) return false
  takeIn(watch, start.conditions, event.timeframe, event)
  watch.closed[event.timeframe] = event.at
  describe(run)
  // Of several that close together the longest is told last: only then all of them are known.
  const longerToCome = start.conditions.some(
    ({ timeframe }) =>
      timeframeMillis[timeframe] > timeframeMillis[event.timeframe] &&
      event.at % timeframeMillis[timeframe] === 0 &&
      (watch.closed[timeframe] ?? 0) < event.at
  )
  return !longerToCome && met(start, watch, event.at)
}

const counts = ({ since }: Watched, { validFor }: IndicatorCondition): boolean => since >= 0 && since < validFor

/** The signals that count now, in words. */
export const signalsGiven = (run: Run): string => {
  const watch = run.state.start.indicators
  const given = conditionOf(run)?.conditions.filter((condition, index) => {
    const own = watch?.watched[index]
    return own !== undefined && counts(own, condition)
  })
  return (given ?? []).map(conditionWords).join(" and ")
}

/** Whether signals count as the condition asks, one of them given by a candle that closed now. */
const met = ({ combine, conditions }: Condition, watch: IndicatorWatch, at: number): boolean => {
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

const describe = (run: Run): void => {
  if (run.state.life === "WAITING") run.state.reason = waitsForIndicators(run)
}

/** What a run that waits for indicators waits for, and what it still lacks, in words. */
export const waitsForIndicators = (run: Run): string => {
  const start = conditionOf(run)
  if (start === undefined) return ""
  const words = start.conditions.map(conditionWords).join(start.combine === "ALL" ? " and " : " or ")
  const watch = run.state.start.indicators
  const short = start.conditions.flatMap((condition, index) => {
    const seen = watch?.watched[index]?.seen
    const needed = candlesNeeded(condition)
    return seen === undefined || seen >= needed
      ? []
      : [`${condition._tag} needs ${needed} closed candles of ${condition.timeframe}, and ${seen} are known so far.`]
  })
  return [`Waits for ${words}.`, ...short].join(" ")
}
