import type { MetricRow } from "@tradetower/domain"

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A span of time for people: `3 d 4 h`, `25 min`. */
export const duration = (millis: number): string => {
  if (millis >= DAY) return `${Math.floor(millis / DAY)} d ${Math.floor((millis % DAY) / HOUR)} h`
  if (millis >= HOUR) return `${Math.floor(millis / HOUR)} h ${Math.floor((millis % HOUR) / MINUTE)} min`
  return millis >= MINUTE ? `${Math.round(millis / MINUTE)} min` : `${Math.round(millis / 1000)} s`
}

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
      return duration(Number(value))
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
