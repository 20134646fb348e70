import type { Price } from "../../market/market.ts"
import { ONE } from "../../number/decimal-units.ts"
import { asPrice, ceilDiv, fixed, WHOLE } from "../../number/exact.ts"

export interface AveragingShape {
  readonly direction: "LONG" | "SHORT"
  readonly count: number
  /** Distance of the first averaging order, percent. */
  readonly step: string
  readonly stepMultiplier: string
  readonly amountMultiplier: string
}

/** Distances of the averaging orders from the base price as shares of `WHOLE`: `step * (1 + m + ... + m^(k-1))` (AVG-1). */
export const deviations = (shape: AveragingShape): ReadonlyArray<bigint> => {
  const multiplier = fixed(shape.stepMultiplier)
  let step = (fixed(shape.step) * ONE) / (WHOLE * 100n)
  let total = 0n
  return Array.from({ length: shape.count }, () => {
    total += step
    step = (step * multiplier) / WHOLE
    return (total * WHOLE) / ONE
  })
}

/** Prices of the averaging orders (AVG-1): a buy rounds down, a sell up; zero or less where the ladder runs out. */
export const averagingPrices = (shape: AveragingShape, base: Price): ReadonlyArray<Price> =>
  deviations(shape).map((deviation) =>
    shape.direction === "LONG"
      ? asPrice((BigInt(base) * (WHOLE - deviation)) / WHOLE)
      : asPrice(ceilDiv(BigInt(base) * (WHOLE + deviation), WHOLE))
  )

/** The total split in the proportions `1, a, a^2, ...` (AVG-2); each part is rounded down. */
export const averagingAmounts = (shape: AveragingShape, total: bigint): ReadonlyArray<bigint> => {
  const multiplier = fixed(shape.amountMultiplier)
  let weight = ONE
  let sum = 0n
  const weights = Array.from({ length: shape.count }, () => {
    const own = weight
    sum += own
    weight = (weight * multiplier) / WHOLE
    return own
  })
  return weights.map((own) => (total * own) / sum)
}

/** How many averaging orders fit above a price of zero. */
export const mostAveragingOrders = (shape: AveragingShape): number =>
  shape.direction === "SHORT" ? shape.count : deviations(shape).filter((deviation) => deviation < WHOLE).length

/** What all averaging orders come to when the first is so much (AVG-2). */
export const averagingTotal = (shape: AveragingShape, first: bigint): bigint => {
  const multiplier = fixed(shape.amountMultiplier)
  let weight = ONE
  let sum = 0n
  for (let k = 0; k < shape.count; k++) {
    sum += weight
    weight = (weight * multiplier) / WHOLE
  }
  return ceilDiv(first * sum, ONE)
}
