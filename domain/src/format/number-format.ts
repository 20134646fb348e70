import { Schema } from "effect"
import { withMinus } from "../number/index.ts"

/** How numbers are written, each by what it makes of 1234.5. */
export const NumberFormat = Schema.Literals(["1,234.5", "1.234,5", "1 234,5", "1’234.5", "1234.5"])
export type NumberFormat = typeof NumberFormat.Type

export const usualNumbers: NumberFormat = "1,234.5"

/** What stands between thousands, and before decimals. */
export const signsOf = (format: NumberFormat): { readonly thousands: string; readonly decimals: string } => ({
  // No line ends within a number.
  thousands: format === "1234.5" ? "" : format.charAt(1).replace(" ", "\u00a0"),
  decimals: format.at(-2) ?? "."
})

/** A decimal as it is shown, with the true minus sign: `−1,234.50`. */
export const shownNumber = (decimal: string, format: NumberFormat = usualNumbers): string => {
  const { decimals, thousands } = signsOf(format)
  const [whole = "", fraction] = withMinus(decimal).split(".")
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands)
  return fraction === undefined ? grouped : `${grouped}${decimals}${fraction}`
}
