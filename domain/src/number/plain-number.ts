import { withoutTrailingZeros } from "./trailing-zeros.ts"

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/

/**
 * Writes a number as it stands in JSON, also with an exponent, as a plain decimal, digit for digit; what is none comes
 * back as it is.
 *
 * @example
 * plainNumber("4e-7") // "0.0000004"
 */
export const plainNumber = (written: string): string => {
  const found = NUMBER.exec(written)
  if (found === null) return written
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = found
  const shift = Number(exponent)
  const before = "0".repeat(Math.max(0, -shift - whole.length + 1))
  const digits = before + whole + fraction.padEnd(shift, "0")
  const point = before.length + whole.length + shift
  const high = digits.slice(0, point).replace(/^0+(?=\d)/, "")
  const low = withoutTrailingZeros(digits.slice(point))
  return sign + high + (low === "" ? "" : `.${low}`)
}
