import type { Decimal } from "../number/decimal.ts"

const WANTED = 200

/**
 * A run's worth over time, thinned to at most 200 points and with its largest fall. It watches whole bars; its
 * floating point never reaches money: values are read exactly at the points that are kept.
 */
export interface Equity {
  /** Tells the worth at the end of a bar. */
  readonly at: (worth: number) => void
  /** Largest fall from the highest worth before it, percent, two decimals. */
  readonly maxDrawdownPercent: () => Decimal
}

export const equity = (start: number): Equity => {
  let peak = start
  let deepest = 0
  return {
    at: (worth) => {
      if (worth > peak) peak = worth
      else if (peak > 0 && (peak - worth) / peak > deepest) deepest = (peak - worth) / peak
    },
    maxDrawdownPercent: () => (Math.round(deepest * 10_000) / 100).toFixed(2).replace(/\.?0+$/, "") as Decimal
  }
}

/** Every how many of `count` bars a point of the curve is kept. */
export const curveStride = (count: number): number => Math.max(1, Math.ceil(count / (WANTED - 1)))
