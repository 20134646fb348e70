/** A day of the Gregorian calendar as a whole number: days since 1970-01-01. */
export type Day = number

const DAY_MILLIS = 86_400_000

/** The day of a date; `month` counts from 1. A day beyond the month's end runs into the next. */
export const dayOf = (year: number, month: number, date: number): Day => Date.UTC(year, month - 1, date) / DAY_MILLIS

/** The start of a day as if it were one of UTC, ms. */
export const dayMillis = (day: Day): number => day * DAY_MILLIS

/** The day in which a moment (ms) lies, read as UTC. */
export const dayAt = (at: number): Day => Math.floor(at / DAY_MILLIS)

export const yearOf = (day: Day): number => new Date(dayMillis(day)).getUTCFullYear()

/** 0 is Sunday, 6 is Saturday. */
export const weekday = (day: Day): number => (((day + 4) % 7) + 7) % 7

export const isWeekend = (day: Day): boolean => weekday(day) === 0 || weekday(day) === 6

/** The first such weekday on or after a day: the third Monday of a month is the first on or after its 15th. */
export const onOrAfter = (day: Day, wanted: number): Day => day + ((wanted - weekday(day) + 7) % 7)
