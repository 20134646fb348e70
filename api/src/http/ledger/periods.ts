import { zoneClock } from "@tradetower/domain/calendar"

/** A day, month or year of a zone, within what was asked for: from its first moment to the first one after it. */
export interface Period {
  readonly key: string
  readonly from: number
  readonly to: number
}

type Length = "day" | "month" | "year"
const letters: Readonly<Record<Length, number>> = { day: 10, month: 7, year: 4 }

/** What clocks of a zone show as the date of a moment, as if it were UTC. */
const shownAt = (zone: string, at: number): Date => {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, year: "numeric", month: "numeric", day: "numeric" })
  const of = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  return new Date(Date.UTC(of.get("year") ?? 0, (of.get("month") ?? 1) - 1, of.get("day") ?? 1))
}

/** The days, months or years of a zone that lie between two moments, in order; no more than `most`, else `undefined`. */
export const periodsBetween = (
  length: Length,
  zone: string,
  { from, to }: Pick<Period, "from" | "to">,
  most: number
): ReadonlyArray<Period> | undefined => {
  const { momentOf } = zoneClock(zone)
  const shown = shownAt(zone, from)
  const first = [
    shown.getUTCFullYear(),
    length === "year" ? 0 : shown.getUTCMonth(),
    length === "day" ? shown.getUTCDate() : 1
  ] as const
  const begins = (index: number): number => {
    const [year, month, day] = first
    if (length === "year") return Date.UTC(year + index, month, day)
    return length === "month" ? Date.UTC(year, month + index, day) : Date.UTC(year, month, day + index)
  }
  const periods: Array<Period> = []
  for (let index = 0; ; index++) {
    const start = begins(index)
    const begin = momentOf(start)
    if (begin >= to) return periods
    if (periods.length === most) return undefined
    const end = momentOf(begins(index + 1))
    const key = new Date(start).toISOString().slice(0, letters[length])
    periods.push({ key, from: Math.max(from, begin), to: Math.min(to, end) })
  }
}
