import { timeframeOf } from "./candle-file.ts"
import type { CandleSeries } from "./candle-series.ts"

/** A candle that stands beside the clock of the others. */
export interface OddCandle {
  /** Counted from 0. */
  readonly row: number
  readonly problem: string
}

const commonest = (values: Float64Array): number | undefined => {
  const counts = new Map<number, number>()
  let most: number | undefined
  for (const value of values) {
    const count = (counts.get(value) ?? 0) + 1
    counts.set(value, count)
    if (most === undefined || count > (counts.get(most) ?? 0)) most = value
  }
  return most
}

/** Longer candles may begin at other hours where clocks were changed. */
const HOUR = 3_600_000

/**
 * The first candle whose time is beside those of the others, where most of them are a timeframe apart; `undefined` for
 * a series whose candles are mostly apart by something else, or all in their place.
 */
export const oddCandle = ({ at, step: shortest }: Pick<CandleSeries, "at" | "step">): OddCandle | undefined => {
  const usual = Math.min(shortest, HOUR)
  const first = (at[0] ?? 0) % usual
  if (timeframeOf({ step: shortest }) !== undefined && at.every((time) => time % usual === first)) return undefined
  const step = commonest(at.subarray(1).map((time, i) => time - (at[i] ?? 0)))
  const timeframe = step === undefined ? undefined : timeframeOf({ step })
  if (step === undefined || timeframe === undefined) return undefined
  const clock = Math.min(step, HOUR)
  const phase = commonest(at.map((time) => time % clock)) ?? 0
  const row = at.findIndex((time) => time % clock !== phase)
  const time = at[row]
  if (time === undefined) return undefined
  const late = (time - phase) % clock
  const [apart, way] = late > clock / 2 ? [clock - late, "early"] : [late, "late"]
  return {
    row,
    problem: `the timestamp is ${apart / 1000} s too ${way} for one of the ${timeframe} candles around it: ${time}`
  }
}
