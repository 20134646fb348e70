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

/** What clocks of a zone show, in ms as if it were UTC, and when they do. */
export interface ZoneClock {
  /** What they show at a moment. */
  readonly shownAt: (at: number) => number
  /** The moment they show it: of an hour shown twice the later one; one that is never shown is counted by the clock before. */
  readonly momentOf: (shown: number) => number
  /** The earlier of the two moments that they show the same at; `undefined` for a moment that is no later one of two. */
  readonly earlierOf: (at: number) => number | undefined
}

/** The clocks of a zone. */
export const zoneClock = (zone: string): ZoneClock => {
  if (zone === "UTC") return { shownAt: (at) => at, momentOf: (shown) => shown, earlierOf: () => undefined }
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
  return {
    shownAt: (at) => at + ahead(at),
    momentOf: (shown) => {
      const later = shown - ahead(shown + DAY)
      return ahead(later) === shown - later ? later : shown - ahead(shown - DAY)
    },
    earlierOf: (at) => {
      const shown = at + ahead(at)
      const earlier = shown - ahead(at - DAY)
      return earlier < at && ahead(earlier) === shown - earlier ? earlier : undefined
    }
  }
}
