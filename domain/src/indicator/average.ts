/**
 * Takes the `count`-th value (from 1) into an exponential average whose state is one number: the sum of the first
 * `period` values, then, from their simple average on, the average itself with a weight of `weight` for the newest.
 */
const averaged = (before: number, count: number, period: number, weight: number, value: number): number => {
  if (count < period) return before + value
  return count === period ? (before + value) / period : before + weight * (value - before)
}

/** Exponential moving average: the newest weighs `2 / (period + 1)`; seeded with the simple average of the first values. */
export const exponential = (before: number, count: number, period: number, value: number): number =>
  averaged(before, count, period, 2 / (period + 1), value)

/** Wilder's average: the newest weighs `1 / period`; seeded with the simple average of the first values. */
export const wilder = (before: number, count: number, period: number, value: number): number =>
  averaged(before, count, period, 1 / period, value)
