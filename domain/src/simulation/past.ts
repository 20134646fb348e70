import type { Candle, Timeframe } from "../market/candle.ts"

/** The candles of a market before a moment, for runs whose indicators need them. */
export interface Past {
  /** The newest `count` closed bars of a timeframe, oldest first. */
  readonly bars: (timeframe: Timeframe, by: number, count: number) => ReadonlyArray<Candle>
  /** Whether anything traded from one moment up to another. */
  readonly traded: (from: number, to: number) => boolean
}

/** Nothing was traded before. */
export const noPast: Past = { bars: () => [], traded: () => false }
