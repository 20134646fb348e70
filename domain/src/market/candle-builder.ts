import { type Candle, type Timeframe, timeframeMillis } from "./candle.ts"
import { asQuantity } from "../number/exact.ts"
import { add } from "../number/whole.ts"
import type { Price, Quantity } from "./market.ts"

/** A bar that will not change any more. */
export interface ClosedCandle {
  readonly timeframe: Timeframe
  readonly candle: Candle
}

/** Shortest first: the order in which candles that end together are told. */
const shortestFirst: ReadonlyArray<Timeframe> = ["1m", "5m", "15m", "30m", "1h", "4h", "1d"]

/** Start of the bar a moment belongs to. Days begin at midnight UTC. */
export const candleStart = (timeframe: Timeframe, at: number): number => at - (at % timeframeMillis[timeframe])

/** A candle extended by what follows it. */
const joined = (first: Candle, next: Candle): Candle => ({
  at: first.at,
  open: first.open,
  high: next.high > first.high ? next.high : first.high,
  low: next.low < first.low ? next.low : first.low,
  close: next.close,
  volume: asQuantity(add(first.volume, next.volume))
})

/**
 * Builds candles of several timeframes out of ticks or of shorter candles. A stretch without trades leaves no candle:
 * none is ever invented. What comes from before the bar now open is too late and is left out.
 */
export interface CandleBuilder {
  /** One trade. `at` in ms, `volume` in lots. Answers the bars that ended before it. */
  readonly tick: (at: number, price: Price, volume?: Quantity) => ReadonlyArray<ClosedCandle>
  /** One whole shorter candle, all of whose length lies in one bar. Answers the bars that it ends, or that ended before it. */
  readonly candle: (candle: Candle, timeframe: Timeframe) => ReadonlyArray<ClosedCandle>
  /** Time passed without a trade. Answers the bars that ended by then. */
  readonly passed: (at: number) => ReadonlyArray<ClosedCandle>
  /** The bar now open, if there was a trade in it. */
  readonly open: (timeframe: Timeframe) => Candle | undefined
}

export const candleBuilder = (timeframes: Iterable<Timeframe>): CandleBuilder => {
  const wanted = new Set(timeframes)
  const bars = shortestFirst
    .filter((timeframe) => wanted.has(timeframe))
    .map((timeframe) => ({ timeframe, length: timeframeMillis[timeframe], candle: undefined as Candle | undefined }))
  /** No bar ends before this: the common case costs one comparison. */
  let nextEnd = Infinity
  let newest = -Infinity
  const none: ReadonlyArray<ClosedCandle> = []

  const passed = (at: number): ReadonlyArray<ClosedCandle> => {
    if (at < nextEnd) return none
    const closed: Array<ClosedCandle> = []
    nextEnd = Infinity
    for (const bar of bars) {
      if (bar.candle === undefined) continue
      const end = bar.candle.at + bar.length
      if (end <= at) {
        closed.push({ timeframe: bar.timeframe, candle: bar.candle })
        bar.candle = undefined
      } else if (end < nextEnd) nextEnd = end
    }
    return closed.length < 2 ? closed : closed.sort((a, b) => endOf(a) - endOf(b))
  }

  const add = (part: Candle): void => {
    newest = part.at
    for (const bar of bars) {
      if (bar.candle !== undefined) bar.candle = joined(bar.candle, part)
      else {
        const at = part.at - (part.at % bar.length)
        bar.candle = { ...part, at }
        if (at + bar.length < nextEnd) nextEnd = at + bar.length
      }
    }
  }

  return {
    passed,
    tick: (at, price, volume = 0 as Quantity) => {
      if (at < newest) return none
      const closed = passed(at)
      add({ at, open: price, high: price, low: price, close: price, volume })
      return closed
    },
    candle: (candle, timeframe) => {
      if (candle.at < newest) return none
      const before = passed(candle.at)
      add(candle)
      const ended = passed(candle.at + timeframeMillis[timeframe])
      return before.length === 0 ? ended : [...before, ...ended]
    },
    open: (timeframe) => bars.find((bar) => bar.timeframe === timeframe)?.candle
  }
}

const endOf = ({ timeframe, candle }: ClosedCandle): number => candle.at + timeframeMillis[timeframe]

/** Joins candles into longer ones: `joinCandles(minutes, "1h")`. The last may be a part of its bar. */
export const joinCandles = (candles: Iterable<Candle>, timeframe: Timeframe): ReadonlyArray<Candle> => {
  const longer: Array<Candle> = []
  let bar: Candle | undefined
  for (const candle of candles) {
    const at = candleStart(timeframe, candle.at)
    if (bar !== undefined && bar.at === at) bar = joined(bar, candle)
    else {
      if (bar !== undefined) longer.push(bar)
      bar = { ...candle, at }
    }
  }
  if (bar !== undefined) longer.push(bar)
  return longer
}
