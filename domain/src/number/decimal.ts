import { Schema } from "effect"
import { withoutTrailingZeros } from "./trailing-zeros.ts"

/**
 * A plain decimal number as text: `"12"`, `"0.015"`, `"-3.5"`. Never an exponent, never a float.
 * Every price, quantity, amount and rate has this shape on the wire and at rest.
 */
export const Decimal = Schema.String.check(
  Schema.isPattern(/^-?(0|[1-9]\d{0,17})(\.\d{1,18})?$/, {
    message: "write a plain decimal number, such as 12 or 0.015"
  })
).pipe(Schema.brand("Decimal"))
export type Decimal = typeof Decimal.Type

/** How many digits stand after the point: `"0.010"` has 3. */
export const decimalsOf = (value: string): number => {
  const point = value.indexOf(".")
  return point === -1 ? 0 : value.length - point - 1
}

/**
 * Reads a decimal as a whole number of `10^-decimals` units, exactly.
 * Returns `undefined` when it has more digits than fit.
 */
export const toUnits = (value: string, decimals: number): bigint | undefined => {
  const point = value.indexOf(".")
  if (point === -1) return BigInt(value) * 10n ** BigInt(decimals)
  const fraction = value.slice(point + 1)
  const kept = fraction.slice(0, decimals)
  if (/[1-9]/.test(fraction.slice(decimals))) return undefined
  const digits = value.slice(0, point) + kept.padEnd(decimals, "0")
  return BigInt(digits)
}

/** Writes a whole number of `10^-decimals` units as the shortest exact decimal. */
export const fromUnits = (units: bigint, decimals: number): Decimal => {
  const negative = units < 0n
  const digits = (negative ? -units : units).toString().padStart(decimals + 1, "0")
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = decimals === 0 ? "" : withoutTrailingZeros(digits.slice(digits.length - decimals))
  return ((negative ? "-" : "") + whole + (fraction === "" ? "" : `.${fraction}`)) as Decimal
}
