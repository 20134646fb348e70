import { type Decimal, decimalsOf, fromUnits, toUnits } from "@tradetower/domain/number"

/** Digits kept behind the point; amounts of every market fit. */
const PLACES = 18
const ONE = 10n ** 18n

const read = (value: Decimal): bigint => {
  const units = toUnits(value, PLACES)
  if (units === undefined) throw new RangeError(`${value} has ${decimalsOf(value)} decimals`)
  return units
}

/** Divides, rounding half away from zero. */
const divide = (numerator: bigint, denominator: bigint): bigint => {
  const negative = numerator < 0n !== denominator < 0n
  const n = numerator < 0n ? -numerator : numerator
  const d = denominator < 0n ? -denominator : denominator
  const rounded = (2n * n + d) / (2n * d)
  return negative ? -rounded : rounded
}

/** `a + b`, exact. */
export const plus = (a: Decimal, b: Decimal): Decimal => fromUnits(read(a) + read(b), PLACES)
/** `a - b`, exact. */
export const minus = (a: Decimal, b: Decimal): Decimal => fromUnits(read(a) - read(b), PLACES)
/** `a * b`, rounded to 18 decimals. */
export const times = (a: Decimal, b: Decimal): Decimal => fromUnits(divide(read(a) * read(b), ONE), PLACES)
/** `part` of `whole` in percent, rounded to two decimals; zero of nothing. */
export const percentOf = (part: Decimal, whole: Decimal): Decimal =>
  read(whole) === 0n ? fromUnits(0n, 0) : fromUnits(divide(read(part) * 10_000n, read(whole)), 2)
/** `a * b / c`, rounded to `places` decimals. */
export const scaled = (a: Decimal, b: Decimal, c: Decimal, places: number): Decimal =>
  fromUnits(divide(read(a) * read(b) * 10n ** BigInt(places), read(c) * ONE), places)
/** Rounded to `places` decimals. */
export const rounded = (a: Decimal, places: number): Decimal =>
  fromUnits(divide(read(a), 10n ** BigInt(PLACES - places)), places)
export const isZero = (a: Decimal): boolean => read(a) === 0n
export const zero: Decimal = fromUnits(0n, 0)
