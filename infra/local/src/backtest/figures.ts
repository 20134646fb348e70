import { type MetricRow, spanWords } from "@tradetower/domain"

/** `1234567.89` as `1,234,567.89`; digits are never changed. */
export const grouped = (decimal: string): string => {
  const [whole = "", part] = decimal.split(".")
  const said = whole.replace(/\B(?=(\d{3})+$)/g, ",")
  return part === undefined ? said : `${said}.${part}`
}

/** A figure with its unit; a dash where it is not defined. */
export const figure = ({ unit, value }: Pick<MetricRow, "unit" | "value">, base: string, quote: string): string => {
  if (value === undefined) return "-"
  switch (unit) {
    case "MILLIS":
      return spanWords(Number(value))
    case "PERCENT":
      return `${grouped(value)} %`
    case "QUOTE":
    case "PRICE":
      return `${grouped(value)} ${quote}`
    case "BASE":
      return `${grouped(value)} ${base}`
    case "BASIS_POINTS":
      return `${grouped(value)} bp`
    default:
      return grouped(value)
  }
}

/** A moment in UTC: `2024-03-01 12:00`. */
export const moment = (at: number): string => new Date(at).toISOString().slice(0, 16).replace("T", " ")
