import { type Day, dayAt, dayMillis, dayOf, onOrAfter, yearOf } from "./day.ts"

const HOUR = 3_600_000
const MINUTE = 60_000

/** New York's distance from UTC in the winter and the summer half of a year. */
const WINTER = -5 * HOUR
const SUMMER = -4 * HOUR

const SUNDAY = 0
/** Clocks change at 2:00 of the winter's or the summer's clock. */
const CHANGE = 2 * HOUR

/** The first and the last day of summer time in a year, both Sundays (15 U.S.C. 260a and what it was before). */
const summerDays = (year: number): readonly [Day, Day] => {
  if (year >= 2007) return [onOrAfter(dayOf(year, 3, 8), SUNDAY), onOrAfter(dayOf(year, 11, 1), SUNDAY)]
  const end = onOrAfter(dayOf(year, 10, 25), SUNDAY)
  if (year >= 1987) return [onOrAfter(dayOf(year, 4, 1), SUNDAY), end]
  // The winters of the oil crisis.
  if (year === 1974) return [dayOf(year, 1, 6), end]
  if (year === 1975) return [dayOf(year, 2, 23), end]
  return [onOrAfter(dayOf(year, 4, 24), SUNDAY), end]
}

const offsetAt = (at: number): number => {
  const [first, last] = summerDays(yearOf(dayAt(at + WINTER)))
  const from = dayMillis(first) + CHANGE - WINTER
  const to = dayMillis(last) + CHANGE - SUMMER
  return at >= from && at < to ? SUMMER : WINTER
}

/** What a clock on a wall in New York shows, since 1967: the day, and the minutes since its midnight (CALENDAR-1). */
export const newYorkTime = (at: number): { readonly day: Day; readonly minute: number } => {
  const local = at + offsetAt(at)
  const day = dayAt(local)
  return { day, minute: (local - dayMillis(day)) / MINUTE }
}

/** The moment at which that clock shows a time. A time summer skips is counted from the winter's clock. */
export const fromNewYork = (day: Day, minute: number): number => {
  const local = dayMillis(day) + minute * MINUTE
  const winter = local - WINTER
  const asSummer = local - SUMMER
  return offsetAt(asSummer) === SUMMER ? asSummer : winter
}
