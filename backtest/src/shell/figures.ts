import { type MetricRow, spanWords } from "@tradetower/domain/simulation"

/** `1234567.89` as `1,234,567.89`; digits are never changed. */
export const grouped = (decimal: string): string => {
  const [whole = "", part] = decimal.split(".")
  const said = whole.replace(/\B(?=(\d{3})+$)/g, ",")
  return part === undefined ? said : `${said}.${part}`
}

/** A result: `+1,234.50`, `-3.10`, `0.00`. */
export const signed = (decimal: string): string => `${Number(decimal) > 0 ? "+" : ""}${grouped(decimal)}`

/** Results, which carry their sign. */
const RESULTS = new Set([
  "total",
  "totalPercent",
  "annualisedPercent",
  "holdingPercent",
  "versusHoldingPercent",
  "averageProfit"
])

/** A figure with its unit; a dash where it is not defined. */
export const figure = ({ name, unit, value }: MetricRow, base: string, quote: string): string => {
  if (value === undefined) return "-"
  const number = RESULTS.has(name) ? signed(value) : grouped(value)
  switch (unit) {
    case "MILLIS":
      return spanWords(Number(value))
    case "PERCENT":
      return `${number} %`
    case "QUOTE":
    case "PRICE":
      return `${number} ${quote}`
    case "BASE":
      return `${number} ${base}`
    case "BASIS_POINTS":
      return `${number} bp`
    default:
      return number
  }
}

/** A moment in UTC: `2024-03-01 12:00`. */
export const moment = (at: number): string => new Date(at).toISOString().slice(0, 16).replace("T", " ")
