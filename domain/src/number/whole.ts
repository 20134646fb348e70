/** A bigint that is no safe number. */
type Beyond = bigint & { readonly Beyond: unique symbol }

/**
 * A whole number of any size, exact: a number as long as it is safe (up to 2^53), a bigint beyond. Books and orders are
 * counted in these: almost every amount is small enough for a number, which costs a fraction of a bigint. Each value
 * has one form, so `===`, `<` and `>` compare what they say (zero is `0`); `+`, `-`, `*` and `/` are the functions here.
 */
export type Whole = number | Beyond

const MOST = Number.MAX_SAFE_INTEGER

/** A bigint in its one form. */
export const whole = (value: bigint): Whole => (value <= MOST && value >= -MOST ? Number(value) : (value as Beyond))

/** A double that is whole, such as a column's, in its one form. */
export const counted = (value: number): Whole => (value <= MOST && value >= -MOST ? value : whole(BigInt(value)))

/** Whether it is a number of whole things, at least one: what is told by another may be a fraction. */
export const isCount = (value: Whole): boolean =>
  value > 0 && (typeof value === "bigint" || Number.isSafeInteger(value))

/** As a bigint, for arithmetic that leaves the safe numbers. */
export const big = (value: number | bigint): bigint => (typeof value === "bigint" ? value : BigInt(value))

export const add = (a: Whole, b: Whole): Whole => {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b
    if (sum <= MOST && sum >= -MOST) return sum
  }
  return whole(big(a) + big(b))
}

export const sub = (a: Whole, b: Whole): Whole => {
  if (typeof a === "number" && typeof b === "number") {
    const difference = a - b
    if (difference <= MOST && difference >= -MOST) return difference
  }
  return whole(big(a) - big(b))
}

export const times = (a: Whole, b: Whole): Whole => {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b
    // One that is safe is exact; adding zero takes the sign from a zero.
    if (product <= MOST && product >= -MOST) return product + 0
  }
  return whole(big(a) * big(b))
}

/** `a / b`, cut off towards zero. */
export const divided = (a: Whole, b: Whole): Whole => {
  if (b === 1) return a
  // What is left after the remainder divides without rounding.
  if (typeof a === "number" && typeof b === "number") return (a - (a % b)) / b + 0
  return whole(big(a) / big(b))
}

/** `a / b` rounded up; `b` must be positive. */
export const dividedUp = (a: Whole, b: number): Whole => {
  if (typeof a === "number") {
    const rest = a % b
    const cut = (a - rest) / b
    return rest > 0 ? cut + 1 : cut + 0
  }
  const by = BigInt(b)
  return whole(a % by > 0n ? a / by + 1n : a / by)
}

/** `a * b / c`, cut off towards zero. */
export const proportion = (a: Whole, b: Whole, c: Whole): Whole => {
  if (typeof a === "number" && typeof b === "number" && typeof c === "number") {
    const product = a * b
    if (product <= MOST && product >= -MOST) return (product - (product % c)) / c + 0
  }
  return whole((big(a) * big(b)) / big(c))
}

export const negated = (a: Whole): Whole => (typeof a === "number" ? 0 - a : whole(-a))
export const absolute = (a: Whole): Whole => (a < 0 ? negated(a) : a)
export const smaller = (a: Whole, b: Whole): Whole => (a < b ? a : b)
export const larger = (a: Whole, b: Whole): Whole => (a > b ? a : b)
