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

/** Near the root: the float's sixteen digits, then twice Newton's step. Only where the search begins. */
const nearRoot = (value: bigint, n: number): bigint => {
  const float = (Number(value) / Number(FINE)) ** (1 / n)
  let root = BigInt(Math.max(1e15, Math.round(float * 1e15))) * 10n ** 21n
  for (let i = 0; i < 2; i++) root += ((value * FINE) / power(root, n - 1) - root) / BigInt(n)
  return root < FINE ? FINE : root
}

/**
 * The largest fixed-point `r` with `r^n <= value`, for `value >= 1` (36 digits).
 * Found by comparing whole numbers: no float takes part in the answer, so it is the same everywhere.
 */
export const nthRoot = (value: bigint, n: number): bigint => {
  let low = nearRoot(value, n)
  let high = low + 1n
  for (let step = 1n; low > FINE && power(low, n) > value; step *= 2n) {
    high = low
    low = low - step > FINE ? low - step : FINE
  }
  for (let step = 1n; power(high, n) <= value; step *= 2n) {
    low = high
    high += step
  }
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (power(middle, n) <= value) low = middle
    else high = middle
  }
  return low
}
