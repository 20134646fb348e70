import { type Decimal, decimalsOf, fromUnits, type RunSummary, toUnits } from "@tradetower/domain"

const units = (value: string, decimals: number): bigint => toUnits(value, decimals) ?? 0n

/** Price times quantity, exact. */
const product = (price: string, quantity: string): Decimal => {
  const decimals = decimalsOf(price) + decimalsOf(quantity)
  return fromUnits(units(price, decimalsOf(price)) * units(quantity, decimalsOf(quantity)), decimals)
}

/** `a - b`, exact. */
const difference = (a: string, b: string): Decimal => {
  const decimals = Math.max(decimalsOf(a), decimalsOf(b))
  return fromUnits(units(a, decimals) - units(b, decimals), decimals)
}

/** The result of a run at a price, in quote: what its position would bring beyond its cost, before fees. */
export const positionProfit = (summary: Pick<RunSummary, "position" | "positionCost">, price: Decimal): Decimal =>
  difference(product(price, summary.position), summary.positionCost)
