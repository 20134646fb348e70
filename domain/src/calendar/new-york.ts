import { type Day, dayAt, dayMillis, dayOf, onOrAfter, yearOf } from "./day.ts"

const HOUR = 3_600_000
const MINUTE = 60_000

/** New York's distance from UTC at the middle of a day and the summer half of a year, by the Energy Policy Act of 2005. */
const WINTER = -5 * HOUR
const SUMMER = -4 * HOUR

/** When summer time begins and ends in a year, ms: second Sunday of March and first of November, at 2:00. */
const summer = (year: number): { readonly from: number; readonly to: number } => ({
  from: dayMillis(onOrAfter(dayOf(year, 3, 8), 0)) + 2 * HOUR - WINTER,
  to: dayMillis(onOrAfter(dayOf(year, 11, 1), 0)) + 2 * HOUR - SUMMER
})

const offsetAt = (at: number): number => {
  const { from, to } = summer(yearOf(dayAt(at + WINTER)))
  return at >= from && at < to ? SUMMER : WINTER
}

/** What a clock on a wall in New York shows: the day, and the minutes since its midnight (CALENDAR-1). */
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
