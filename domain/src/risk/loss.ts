import { share, WHOLE } from "../number/exact.ts"
import type { Decimal } from "../number/decimal.ts"

const DAY = 24 * 60 * 60 * 1000

/** Remembers the best result and the one the day (UTC) began with. Plain data, so that it can be kept. */
export interface LossMeter {
  peak: bigint
  day: number
  dayStart: bigint
}

/** Begins to measure at a result. */
export const lossMeter = (result: bigint, now: number): LossMeter => ({
  peak: result,
  day: Math.floor(now / DAY),
  dayStart: result
})

/** Takes a result in; answers whether the meter changed. */
export const measure = (meter: LossMeter, result: bigint, now: number): boolean => {
  const day = Math.floor(now / DAY)
  const higher = result > meter.peak
  if (higher) meter.peak = result
  if (day === meter.day) return higher
  meter.day = day
  meter.dayStart = result
  return true
}

/** How far the result stands below its best, and below where the day began; zero when not below. */
export const losses = (meter: LossMeter, result: bigint): { readonly drawdown: bigint; readonly today: bigint } => ({
  drawdown: meter.peak > result ? meter.peak - result : 0n,
  today: meter.dayStart > result ? meter.dayStart - result : 0n
})

/** A limit that was met counts anew from the result it was met at (RISK-20). */
export const countAnew = (meter: LossMeter, result: bigint): void => {
  meter.peak = result
  meter.dayStart = result
}

/** Whether a loss has reached a percent of what is invested. */
export const reaches = (loss: bigint, percent: Decimal | undefined, invested: bigint): boolean =>
  percent !== undefined && loss > 0n && invested > 0n && loss * WHOLE >= share(percent) * invested
