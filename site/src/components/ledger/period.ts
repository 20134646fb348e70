import type { Span } from "./ledger-queries.ts"

/** What is shown: `2026-11-30`, `2026-11`, `2026`, or everything. */
export type Period = string
export const EVERYTHING: Period = ""

const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December"
]

const partsOf = (period: Period): readonly [number, number, number] => {
  const [year = 0, month = 1, day = 1] = period.split("-").map(Number)
  return [year, month - 1, day]
}
const lengthOf = (period: Period): "day" | "month" | "year" =>
  period.length > 7 ? "day" : period.length > 4 ? "month" : "year"

const padded = (value: number): string => String(value).padStart(2, "0")
const keyOf = (date: Date, length: "day" | "month" | "year"): Period =>
  [String(date.getFullYear()), padded(date.getMonth() + 1), padded(date.getDate())]
    .slice(0, { year: 1, month: 2, day: 3 }[length])
    .join("-")

/** So many of its own length later, or sooner. */
export const moved = (period: Period, by: number): Period => {
  const [year, month, day] = partsOf(period)
  const length = lengthOf(period)
  if (length === "year") return String(year + by)
  return keyOf(length === "month" ? new Date(year, month + by, 1) : new Date(year, month, day + by), length)
}

/** The month that holds a moment (ms), in the browser's zone. */
export const monthOf = (at: number): Period => keyOf(new Date(at), "month")

/** Its moments, in the browser's zone. */
export const spanOf = (period: Period): Span => {
  if (period === EVERYTHING) return {}
  const [year, month, day] = partsOf(period)
  const length = lengthOf(period)
  const from = new Date(year, month, day).getTime()
  if (length === "year") return { from, to: new Date(year + 1, 0, 1).getTime() }
  return { from, to: (length === "month" ? new Date(year, month + 1, 1) : new Date(year, month, day + 1)).getTime() }
}

/** `30 November 2026`, `November 2026`, `2026`, `Everything`. */
export const periodWords = (period: Period): string => {
  if (period === EVERYTHING) return "Everything"
  const [year, month, day] = partsOf(period)
  const length = lengthOf(period)
  if (length === "year") return String(year)
  return `${length === "day" ? `${day} ` : ""}${months[month]} ${year}`
}

/** What it consists of, and how each part is called in little room; days begin with those that lead in from Monday. */
export const partsIn = (
  period: Period,
  years: ReadonlyArray<Period>
): ReadonlyArray<{ key: Period; title: string }> => {
  if (period === EVERYTHING) return years.map((key) => ({ key, title: key }))
  const [year, month] = partsOf(period)
  if (lengthOf(period) === "year")
    return months.map((name, index) => ({ key: `${year}-${padded(index + 1)}`, title: name.slice(0, 3) }))
  const days = new Date(year, month + 1, 0).getDate()
  return Array.from({ length: days }, (_, index) => ({
    key: `${period}-${padded(index + 1)}`,
    title: String(index + 1)
  }))
}

/** How many days of the week lie before a month's first, from Monday. */
export const leadIn = (period: Period): number => {
  const [year, month] = partsOf(period)
  return (new Date(year, month, 1).getDay() + 6) % 7
}
