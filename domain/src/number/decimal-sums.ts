import { type Decimal, decimalsOf, fromUnits, toUnits } from "./decimal.ts"

const units = (value: string, decimals: number): bigint => toUnits(value, decimals) ?? 0n

/** `a + b`, exact. */
export const decimalSum = (a: Decimal, b: Decimal): Decimal => {
  const decimals = Math.max(decimalsOf(a), decimalsOf(b))
  return fromUnits(units(a, decimals) + units(b, decimals), decimals)
}

/** `a - b`, exact. */
export const decimalDifference = (a: Decimal, b: Decimal): Decimal => {
  const decimals = Math.max(decimalsOf(a), decimalsOf(b))
  return fromUnits(units(a, decimals) - units(b, decimals), decimals)
}

/** `a * b`, exact: it has as many decimals as both together. */
export const decimalProduct = (a: Decimal, b: Decimal): Decimal => {
  const [left, right] = [decimalsOf(a), decimalsOf(b)]
  return fromUnits(units(a, left) * units(b, right), left + right)
}

/** The larger of two. */
export const decimalLarger = (a: Decimal, b: Decimal): Decimal => (decimalDifference(a, b).startsWith("-") ? b : a)
