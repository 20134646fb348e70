import { candlesNeeded, conditionWords } from "../indicator/signal.ts"
import {
  freshWatch,
  historyWanted,
  type IndicatorStart,
  isMetBy,
  signalsCounting,
  takeInBar
} from "../indicator/watch.ts"
import type { BotEvent } from "./event.ts"
import type { Run } from "./run.ts"
import type { CandleWake } from "./wake.ts"

const conditionOf = (run: Run): IndicatorStart | undefined => {
  const { start } = run.state.settings
  return start._tag === "INDICATORS" ? start : undefined
}

/** Which candles a run that waits for its indicators is to be told: of each timeframe as many as the longest wants. */
export const candleWakes = (run: Run): ReadonlyArray<CandleWake> | undefined => {
  const start = conditionOf(run)
  const { state } = run
  if (start === undefined || state.entered || state.start.triggered) return undefined
  if (state.life !== "WAITING" && state.life !== "FUNDS_RESERVED" && state.life !== "ACTIVE") return undefined
  const closed = state.start.indicators?.closed
  return historyWanted(start).map(({ count, timeframe }) => {
    const after = closed?.[timeframe]
    return after === undefined ? { timeframe, count } : { timeframe, count, after }
  })
}

/** The closed candles of the past: the indicators begin with them; they start no bot (IND-6). */
export const historyRead = (run: Run, event: Extract<BotEvent, { _tag: "HistoryRead" }>): void => {
  const start = conditionOf(run)
  if (start === undefined) return
  const watch = freshWatch(start)
  for (const { candles, timeframe, until } of event.series) {
    watch.closed[timeframe] = until
    for (const [high, low, close] of candles) takeInBar(start, watch, timeframe, { high, low, close }, until)
  }
  run.state.start.indicators = watch
  describe(run)
}

/** A candle closed: whether the condition is met by it (IND-5). */
export const candleClosed = (run: Run, event: Extract<BotEvent, { _tag: "CandleClosed" }>): boolean => {
  const start = conditionOf(run)
  const watch = run.state.start.indicators
  if (start === undefined || watch === undefined) return false
  takeInBar(start, watch, event.timeframe, event, event.at)
  describe(run)
  return isMetBy(start, watch, event.timeframe, event.at)
}

/** The signals that count now, in words. */
export const signalsGiven = (run: Run): string => {
  const start = conditionOf(run)
  const given = start === undefined ? [] : signalsCounting(start, run.state.start.indicators)
  return given.map(conditionWords).join(" and ")
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
