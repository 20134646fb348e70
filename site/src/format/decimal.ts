/**
 * Exact arithmetic on decimals as text, for what a screen shows: a decimal is whole units of `10^-scale`.
 * Money never becomes a float here.
 */
interface Exact {
  readonly units: bigint
  readonly scale: number
}

const read = (text: string): Exact => {
  const point = text.indexOf(".")
  return point === -1
    ? { units: BigInt(text), scale: 0 }
    : { units: BigInt(text.slice(0, point) + text.slice(point + 1)), scale: text.length - point - 1 }
}

const write = ({ units, scale }: Exact): string => {
  const negative = units < 0n
  const digits = (negative ? -units : units).toString().padStart(scale + 1, "0")
  const whole = digits.slice(0, digits.length - scale)
  return `${negative ? "-" : ""}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ""}`
}

const atScale = (value: Exact, scale: number): bigint => value.units * 10n ** BigInt(scale - value.scale)

const pair = (a: string, b: string): readonly [bigint, bigint, number] => {
  const left = read(a)
  const right = read(b)
  const scale = Math.max(left.scale, right.scale)
  return [atScale(left, scale), atScale(right, scale), scale]
}

/** Divides, rounding half away from zero. */
const divideRounded = (value: bigint, by: bigint): bigint => {
  const negative = value < 0n !== by < 0n
  const top = value < 0n ? -value : value
  const bottom = by < 0n ? -by : by
  const rounded = (top * 2n + bottom) / (bottom * 2n)
  return negative ? -rounded : rounded
}

export const add = (a: string, b: string): string => {
  const [left, right, scale] = pair(a, b)
  return write({ units: left + right, scale })
}

export const subtract = (a: string, b: string): string => {
  const [left, right, scale] = pair(a, b)
  return write({ units: left - right, scale })
}

export const multiply = (a: string, b: string): string => {
  const left = read(a)
  const right = read(b)
  return write({ units: left.units * right.units, scale: left.scale + right.scale })
}

/** `a / b` to so many decimals, rounded half away from zero; `undefined` when `b` is zero. */
export const divide = (a: string, b: string, decimals: number): string | undefined => {
  const [left, right] = pair(a, b)
  return right === 0n
    ? undefined
    : write({ units: divideRounded(left * 10n ** BigInt(decimals), right), scale: decimals })
}

/** `part` as a percent of `whole`, to two decimals; `undefined` when there is no whole. */
export const percentOf = (part: string, whole: string): string | undefined => divide(multiply(part, "100"), whole, 2)

export const compare = (a: string, b: string): -1 | 0 | 1 => {
  const [left, right] = pair(a, b)
  return left < right ? -1 : left > right ? 1 : 0
}

/** Rounds half away from zero to exactly so many decimals. */
export const round = (text: string, decimals: number): string => {
  const value = read(text)
  return value.scale <= decimals
    ? write({ units: atScale(value, decimals), scale: decimals })
    : write({ units: divideRounded(value.units, 10n ** BigInt(value.scale - decimals)), scale: decimals })
}

export const sum = (values: Iterable<string>): string => {
  let total = "0"
  for (const value of values) total = add(total, value)
  return total
}

/** How many decimals a step like `"0.01"` has. */
export const decimalsOf = (step: string): number => {
  const point = step.indexOf(".")
  return point === -1 ? 0 : step.length - point - 1
}

/** True for text that is a plain decimal number. */
export const isDecimal = (text: string): boolean => /^-?(0|[1-9]\d{0,17})(\.\d{1,18})?$/.test(text)
