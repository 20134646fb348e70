import { Schema } from "effect"

const parts = ["year", "month", "day", "hour", "minute", "second"] as const

const formatOf = (zone: string): Intl.DateTimeFormat | undefined => {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric"
    })
  } catch {
    return undefined
  }
}

/** A time zone as the platform's table names it, such as `America/New_York`, or a distance such as `+02:00`. */
export const Zone = Schema.String.check(
  Schema.makeFilter(
    (text: string) =>
      (text.length <= 64 && formatOf(text) !== undefined) ||
      "is no time zone: give one such as America/New_York or +02:00"
  )
)

const DAY = 86_400_000
/** Clocks of a zone change on the quarter of an hour. */
const QUARTER = 900_000

/**
 * Turns what clocks of a zone show (ms, as if it were UTC) into the moment. An hour shown twice is the later one; one that
 * is never shown is counted by the clock before.
 */
export const momentsIn = (zone: string): ((shown: number) => number) => {
  if (zone === "UTC") return (shown) => shown
  const format = formatOf(zone)
  const known = new Map<number, number>()
  const ahead = (at: number): number => {
    const quarter = Math.floor(at / QUARTER)
    const before = known.get(quarter)
    if (before !== undefined) return before
    const found = new Map(format?.formatToParts(quarter * QUARTER).map(({ type, value }) => [type, Number(value)]))
    const [year = 0, month = 1, ...rest] = parts.map((part) => found.get(part) ?? 0)
    const offset = Date.UTC(year, month - 1, ...rest) - quarter * QUARTER
    known.set(quarter, offset)
    return offset
  }
  return (shown) => {
    const later = shown - ahead(shown + DAY)
    return ahead(later) === shown - later ? later : shown - ahead(shown - DAY)
  }
}
