import { type Day, dayAt, dayMillis, dayOf, onOrAfter } from "./day.ts"

const HOUR = 3_600_000
const MINUTE = 60_000
const SUNDAY = 0

/** New York's distance from UTC in the winter and the summer half of a year. */
const WINTER = -5 * HOUR
const SUMMER = -4 * HOUR

/** The clocks change at two in the morning of a Sunday. */
const CHANGE = 2 * HOUR

/** On which days summer time begins and ends in a year, by the law of that year (Uniform Time Act and its amendments). */
const summerDays = (year: number): readonly [Day, Day] => {
  if (year >= 2007) return [onOrAfter(dayOf(year, 3, 8), SUNDAY), onOrAfter(dayOf(year, 11, 1), SUNDAY)]
  const last = onOrAfter(dayOf(year, 10, 25), SUNDAY)
  if (year >= 1987) return [onOrAfter(dayOf(year, 4, 1), SUNDAY), last]
  // The winters of the oil crisis.
  if (year === 1974) return [dayOf(year, 1, 6), last]
  if (year === 1975) return [dayOf(year, 2, 23), last]
  return [onOrAfter(dayOf(year, 4, 24), SUNDAY), last]
}

const offsetAt = (at: number): number => {
  const date = new Date(at + WINTER)
  const [month, year] = [date.getUTCMonth() + 1, date.getUTCFullYear()]
  // In most months it is no matter of days.
  if (month >= 5 && month <= 9) return SUMMER
  if (month === 12 || (month <= 2 && year > 1975)) return WINTER
  const [from, to] = summerDays(year)
  return at >= dayMillis(from) + CHANGE - WINTER && at < dayMillis(to) + CHANGE - SUMMER ? SUMMER : WINTER
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
