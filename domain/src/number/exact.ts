import type { Price, Quantity, Quote } from "../market/units.ts"
import { cut } from "./decimal-units.ts"
import { type Whole, whole } from "./whole.ts"

/** Whole-number division rounding towards minus infinity; `b` must be positive. */
export const floorDiv = (a: bigint, b: bigint): bigint => {
  const quotient = a / b
  return a < 0n && quotient * b !== a ? quotient - 1n : quotient
}

/** Whole-number division rounding towards plus infinity; `b` must be positive. */
export const ceilDiv = (a: bigint, b: bigint): bigint => {
  const quotient = a / b
  return a > 0n && quotient * b !== a ? quotient + 1n : quotient
}

/** Whole-number division rounding half away from zero. */
export const halfAwayFromZero = (a: bigint, b: bigint): bigint => {
  const top = magnitude(a)
  const bottom = magnitude(b)
  const quotient = (2n * top + bottom) / (2n * bottom)
  return a < 0n === b < 0n ? quotient : -quotient
}

export const magnitude = (a: bigint): bigint => (a < 0n ? -a : a)
export const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/** One whole, as `share` counts it. */
export const WHOLE = 10n ** 12n

/** A decimal as a whole number of `10^-12`, cutting finer digits: `"1.5"` is 1_500_000_000_000. */
export const fixed = (text: string): bigint => cut(text, 12)

/** A percent as a share of `WHOLE`: `"1.5"` is 15_000_000_000. */
export const share = (percent: string): bigint => fixed(percent) / 100n

// Arithmetic on a branded unit gives a plain number again; these name the unit of a result.
export const asPrice = (ticks: number | bigint): Price => Number(ticks) as Price
export const asQuantity = (lots: Whole | bigint): Quantity =>
  (typeof lots === "number" ? lots : whole(lots)) as Quantity
export const asQuote = (units: bigint): Quote => units as Quote
