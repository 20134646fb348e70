import type { Decimal } from "./decimal.ts"
import { PLAIN_DECIMAL } from "./plain-decimal.ts"
import { withoutTrailingZeros } from "./trailing-zeros.ts"

export const isDecimal = (text: string): text is Decimal => PLAIN_DECIMAL.test(text)

/** Digits after the point of the finest amount there is. */
export const PLACES = 18
/** One, in units of `10^-18`. */
export const ONE = 10n ** 18n

/** How many digits stand after the point: `"0.010"` has 3. */
export const decimalsOf = (value: string): number => {
  const point = value.indexOf(".")
  return point === -1 ? 0 : value.length - point - 1
}

/** Reads a decimal as a whole number of `10^-decimals` units; finer digits are cut off, towards zero. */
export const cut = (value: string, decimals: number): bigint => {
  const point = value.indexOf(".")
  if (point === -1) return BigInt(value) * 10n ** BigInt(decimals)
  return BigInt(value.slice(0, point) + value.slice(point + 1, point + 1 + decimals).padEnd(decimals, "0"))
}

/**
 * Reads a decimal as a whole number of `10^-decimals` units, exactly.
 * Returns `undefined` when it has more digits than fit.
 */
export const toUnits = (value: string, decimals: number): bigint | undefined => {
  const point = value.indexOf(".")
  const finer = point === -1 ? "" : value.slice(point + 1 + decimals)
  return withoutTrailingZeros(finer) === "" ? cut(value, decimals) : undefined
}

/** Writes a whole number of `10^-decimals` units as the shortest exact decimal. */
export const fromUnits = (units: bigint, decimals: number): Decimal => {
  const negative = units < 0n
  const digits = (negative ? -units : units).toString().padStart(decimals + 1, "0")
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = decimals === 0 ? "" : withoutTrailingZeros(digits.slice(digits.length - decimals))
  return ((negative ? "-" : "") + whole + (fraction === "" ? "" : `.${fraction}`)) as Decimal
}

/** An amount in units of `10^-18`, which hold the amounts of every asset. */
export const fine = (value: string): bigint => cut(value, PLACES)

/** Writes an amount of units of `10^-18`. */
export const fineText = (units: bigint): Decimal => fromUnits(units, PLACES)
