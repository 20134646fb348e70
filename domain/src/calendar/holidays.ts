import { type Day, dayOf, isWeekend, onOrAfter, weekday, yearOf } from "./day.ts"

const SUNDAY = 0
const MONDAY = 1
const THURSDAY = 4
const SATURDAY = 6

/** From this day on the calendar here is the exchange's; before, half days ended at other hours. */
export const KNOWN_SINCE: Day = dayOf(1993, 1, 1)

/** Closings nobody could foresee, which no rule tells. */
const unscheduled: ReadonlySet<Day> = new Set([
  // Mourning for President Nixon.
  dayOf(1994, 4, 27),
  // The attacks on New York.
  dayOf(2001, 9, 11),
  dayOf(2001, 9, 12),
  dayOf(2001, 9, 13),
  dayOf(2001, 9, 14),
  // Mourning for Presidents Reagan and Ford.
  dayOf(2004, 6, 11),
  dayOf(2007, 1, 2),
  // Hurricane Sandy.
  dayOf(2012, 10, 29),
  dayOf(2012, 10, 30),
  // Mourning for Presidents Bush and Carter.
  dayOf(2018, 12, 5),
  dayOf(2025, 1, 9)
])

/** Half days no rule tells: Fridays after Christmas, and the eve of 2000. */
const unscheduledHalf: ReadonlySet<Day> = new Set([dayOf(1997, 12, 26), dayOf(1999, 12, 31), dayOf(2003, 12, 26)])

/** Easter Sunday by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8). */
const easter = (year: number): Day => {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = Math.floor(b / 4)
  const e = b % 4
  const f = Math.floor((b + 8) / 25)
  const g = Math.floor((b - f + 1) / 3)
  const h = (19 * a + b - d - g + 15) % 30
  const i = Math.floor(c / 4)
  const k = c % 4
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const n = h + l - 7 * m + 114
  return dayOf(year, Math.floor(n / 31), (n % 31) + 1)
}

/** A holiday on a Saturday is kept on the Friday before, one on a Sunday on the Monday after. */
const observed = (day: Day): Day => (weekday(day) === SATURDAY ? day - 1 : weekday(day) === SUNDAY ? day + 1 : day)

const thanksgiving = (year: number): Day => onOrAfter(dayOf(year, 11, 22), THURSDAY)

/** The days of a year on which US exchanges are closed by rule (NYSE rule 7.2). */
const holidays = (year: number): ReadonlyArray<Day> => {
  const newYear = dayOf(year, 1, 1)
  return [
    // On a Saturday it is not kept: the Friday before belongs to the old year.
    ...(weekday(newYear) === SATURDAY ? [] : [observed(newYear)]),
    // Martin Luther King's day.
    ...(year >= 1998 ? [onOrAfter(dayOf(year, 1, 15), MONDAY)] : []),
    onOrAfter(dayOf(year, 2, 15), MONDAY),
    easter(year) - 2,
    onOrAfter(dayOf(year, 5, 25), MONDAY),
    ...(year >= 2022 ? [observed(dayOf(year, 6, 19))] : []),
    observed(dayOf(year, 7, 4)),
    onOrAfter(dayOf(year, 9, 1), MONDAY),
    thanksgiving(year),
    observed(dayOf(year, 12, 25))
  ]
}

/** Whether CME trades nothing for a day: New Year's Day, Good Friday and Christmas; on others it closes early (CALENDAR-10). */
export const isGlobexHoliday = (day: Day): boolean => {
  const year = yearOf(day)
  const newYear = dayOf(year, 1, 1)
  return (
    day === easter(year) - 2 ||
    day === observed(dayOf(year, 12, 25)) ||
    (weekday(newYear) !== SATURDAY && day === observed(newYear))
  )
}

/** Whether US stocks trade on a day at all (CALENDAR-2). */
export const isTradingDay = (day: Day): boolean =>
  !isWeekend(day) && !unscheduled.has(day) && !holidays(yearOf(day)).includes(day)

/** The day around 4 July that ends early: the 3rd, until 2012 the Friday after where the 4th was a Thursday. */
const beforeIndependence = (year: number): Day | undefined => {
  const fourth = dayOf(year, 7, 4)
  if (year < 1995 || isWeekend(fourth)) return undefined
  return year < 2013 && weekday(fourth) === THURSDAY ? fourth + 1 : fourth - 1
}

/**
 * Whether a trading day is a half day: the Friday after Thanksgiving, Christmas Eve, the day before (once: after)
 * Independence Day, and three that no rule tells (CALENDAR-3).
 */
export const isHalfDay = (day: Day): boolean => {
  if (!isTradingDay(day)) return false
  const year = yearOf(day)
  return (
    day === thanksgiving(year) + 1 ||
    day === dayOf(year, 12, 24) ||
    day === beforeIndependence(year) ||
    unscheduledHalf.has(day)
  )
}
