/** The fixed point the ladder's ratio is computed in: 36 digits after the point. */
export const FINE = 10n ** 36n

/** `base^exponent` in fixed point, each product cut off: the same digits in every engine. */
export const power = (base: bigint, exponent: number): bigint => {
  let result = FINE
  let square = base
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = (result * square) / FINE
    if (left > 1) square = (square * square) / FINE
  }
  return result
}

/**
 * The largest fixed-point `r` with `r^n <= value`, for `value >= 1` (36 digits).
 * Bisection over whole numbers: no float takes part, so the answer is the same everywhere.
 */
export const nthRoot = (value: bigint, n: number): bigint => {
  let low = FINE
  let high = value + 1n
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (power(middle, n) <= value) low = middle
    else high = middle
  }
  return low
}
