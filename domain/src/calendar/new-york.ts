import { type Day, dayAt, dayMillis, dayOf, yearOf } from "./day.ts"

const HOUR = 3_600_000
const MINUTE = 60_000

/** New York's distance from UTC in the winter and the summer half of a year. */
const WINTER = -5 * HOUR
const SUMMER = -4 * HOUR

// The platform's table of time zones: it reads neither a clock nor the machine's zone.
const hours = new Intl.DateTimeFormat("en-US", { timeZone: "America/New_York", hour: "numeric", hourCycle: "h23" })

const isSummer = (at: number): boolean => Number(hours.format(at)) === new Date(at + SUMMER).getUTCHours()

/** The whole hour between two, of which one lies in summer, at which the clocks change. */
const changeBetween = (from: number, to: number): number => {
  const before = isSummer(from)
  let first = 0
  let last = (to - from) / HOUR
  while (last - first > 1) {
    const middle = Math.floor((first + last) / 2)
    if (isSummer(from + middle * HOUR) === before) first = middle
    else last = middle
  }
  return from + last * HOUR
}

interface Summer {
  readonly from: number
  readonly to: number
}

/** What the platform's table says, by year, asked once: it is the same whenever it is asked, and there are as many as years. */
const summers = new Map<number, Summer>()

/** When summer time begins and ends in a year, ms. */
const summer = (year: number): Summer => {
  const known = summers.get(year)
  if (known !== undefined) return known
  const middle = dayMillis(dayOf(year, 7, 1))
  const found = {
    from: changeBetween(dayMillis(dayOf(year, 1, 2)), middle),
    to: changeBetween(middle, dayMillis(dayOf(year, 12, 31)))
  }
  summers.set(year, found)
  return found
}

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
