import type { Decimal } from "./decimal.ts"
import { cut, decimalsOf, fromUnits } from "./decimal-units.ts"
import { halfAwayFromZero } from "./exact.ts"

/** Arithmetic on plain decimals as text: exact, but where it says that it rounds. */

/** Both in units of the finer one's last digit. */
const alike = (a: string, b: string): { readonly left: bigint; readonly right: bigint; readonly decimals: number } => {
  const decimals = Math.max(decimalsOf(a), decimalsOf(b))
  return { left: cut(a, decimals), right: cut(b, decimals), decimals }
}

const all = (value: string): bigint => cut(value, decimalsOf(value))

export const zero = "0" as Decimal

export const isZero = (a: string): boolean => all(a) === 0n

/** `a + b`. */
export const plus = (a: string, b: string): Decimal => {
  const { decimals, left, right } = alike(a, b)
  return fromUnits(left + right, decimals)
}

/** `a - b`. */
export const minus = (a: string, b: string): Decimal => {
  const { decimals, left, right } = alike(a, b)
  return fromUnits(left - right, decimals)
}

/** `a * b`: it has as many decimals as both together. */
export const times = (a: string, b: string): Decimal => fromUnits(all(a) * all(b), decimalsOf(a) + decimalsOf(b))

/** `a / b`, rounded half away from zero to so many decimals; `undefined` when `b` is zero. */
export const dividedBy = (a: string, b: string, decimals: number): Decimal | undefined => {
  const { left, right } = alike(a, b)
  return right === 0n ? undefined : fromUnits(halfAwayFromZero(left * 10n ** BigInt(decimals), right), decimals)
}

/** `part` in percent of `whole`, rounded half away from zero to two decimals; `undefined` of nothing. */
export const percentOf = (part: string, whole: string): Decimal | undefined => dividedBy(times(part, "100"), whole, 2)

/** Rounded half away from zero to at most so many decimals. */
export const rounded = (a: string, decimals: number): Decimal => {
  const finer = decimalsOf(a) - decimals
  return finer <= 0
    ? fromUnits(cut(a, decimals), decimals)
    : fromUnits(halfAwayFromZero(all(a), 10n ** BigInt(finer)), decimals)
}

/** By value: -1 when `a` is less, 1 when it is more. */
export const compare = (a: string, b: string): -1 | 0 | 1 => {
  const { left, right } = alike(a, b)
  return left < right ? -1 : left > right ? 1 : 0
}

/** The larger of two. */
export const larger = <A extends string>(a: A, b: A): A => (compare(a, b) < 0 ? b : a)

/** The smaller of two. */
export const smaller = <A extends string>(a: A, b: A): A => (compare(b, a) < 0 ? b : a)

/** Zero of none. */
export const sum = (values: Iterable<string>): Decimal => {
  let total = zero
  for (const value of values) total = plus(total, value)
  return total
}
