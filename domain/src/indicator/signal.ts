import { derivedOnce } from "../derived-once.ts"
import type { IndicatorCondition } from "./condition.ts"
import type { Kernel } from "./kernel.ts"
import { macd } from "./macd.ts"
import { rsi } from "./rsi.ts"
import { stochastic } from "./stochastic.ts"

/** A condition made ready: its kernel, and whether one candle's values after another's are its signal. */
export interface Signal {
  readonly kernel: Kernel
  /** `before0`, `before1`: the outputs one candle ago; `now0`, `now1`: now. */
  readonly given: (before0: number, before1: number, now0: number, now1: number) => boolean
}

/** A value leaves a zone below (BUY) or above (SELL) its bound. */
const leaves = (condition: Extract<IndicatorCondition, { _tag: "RSI" }>): Signal["given"] => {
  const oversold = Number(condition.oversold)
  const overbought = Number(condition.overbought)
  return condition.side === "BUY"
    ? (before, _, now) => before <= oversold && now > oversold
    : (before, _, now) => before >= overbought && now < overbought
}

/** The first line crosses the second upwards (BUY) or downwards (SELL). */
const crosses = (side: "BUY" | "SELL"): Signal["given"] =>
  side === "BUY"
    ? (before0, before1, now0, now1) => before0 <= before1 && now0 > now1
    : (before0, before1, now0, now1) => before0 >= before1 && now0 < now1

/** %K crosses %D while %D lies in the zone. */
const crossesInZone = (condition: Extract<IndicatorCondition, { _tag: "STOCHASTIC" }>): Signal["given"] => {
  const crossed = crosses(condition.side)
  const oversold = Number(condition.oversold)
  const overbought = Number(condition.overbought)
  return condition.side === "BUY"
    ? (before0, before1, now0, now1) => crossed(before0, before1, now0, now1) && now1 < oversold
    : (before0, before1, now0, now1) => crossed(before0, before1, now0, now1) && now1 > overbought
}

const made = (condition: IndicatorCondition): Signal => {
  switch (condition._tag) {
    case "MACD":
      return {
        kernel: macd(condition.fastPeriod, condition.slowPeriod, condition.signalPeriod),
        given: crosses(condition.side)
      }
    case "RSI":
      return { kernel: rsi(condition.period), given: leaves(condition) }
    case "STOCHASTIC":
      return {
        kernel: stochastic(condition.period, condition.smoothing, condition.average),
        given: crossesInZone(condition)
      }
  }
}

/** The signal of a condition. */
export const signalOf: (condition: IndicatorCondition) => Signal = derivedOnce(made)

/** Closed candles a condition needs before it can give its signal, which compares two values. */
export const candlesNeeded = (condition: IndicatorCondition): number => signalOf(condition).kernel.warmUp + 1

/** Closed candles a condition is told at its start, so that its values no longer show where they began. */
export const candlesWanted = (condition: IndicatorCondition): number =>
  Math.max(signalOf(condition).kernel.settled, candlesNeeded(condition))

/** A condition in words: "RSI(14) of 1m candles rising above 30". */
export const conditionWords = (condition: IndicatorCondition): string => {
  const buys = condition.side === "BUY"
  const candles = `of ${condition.timeframe} candles`
  switch (condition._tag) {
    case "MACD": {
      const { fastPeriod, signalPeriod, slowPeriod } = condition
      const periods = `${fastPeriod}, ${slowPeriod}, ${signalPeriod}`
      return `MACD(${periods}) ${candles} crossing its signal line ${buys ? "upwards" : "downwards"}`
    }
    case "RSI": {
      const { overbought, oversold, period } = condition
      return `RSI(${period}) ${candles} ${buys ? `rising above ${oversold}` : `falling below ${overbought}`}`
    }
    case "STOCHASTIC": {
      const { average, overbought, oversold, period, smoothing } = condition
      const zone = buys ? `upwards below ${oversold}` : `downwards above ${overbought}`
      return `%K of stochastic(${period}, ${smoothing}, ${average}) ${candles} crossing %D ${zone}`
    }
  }
}
