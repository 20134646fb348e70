/** The pages are in English, so their numbers and dates are too, whatever the browser's language. */
export const LOCALE = "en-GB"

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const count = (value: number, unit: string): string => `${value} ${unit}${value === 1 ? "" : "s"}`

/** `12 s`, `5 min`, `3 h`, `2 days`: how long, in its largest whole unit. */
export const span = (millis: number): string => {
  const time = Math.max(0, millis)
  if (time < MINUTE) return `${Math.floor(time / SECOND)} s`
  if (time < HOUR) return `${Math.floor(time / MINUTE)} min`
  if (time < DAY) return `${Math.floor(time / HOUR)} h`
  return count(Math.floor(time / DAY), "day")
}

/** `12 s ago`, `just now`. */
export const ago = (at: number, now: number): string => (now - at < SECOND ? "just now" : `${span(now - at)} ago`)

const dayAndTime = new Intl.DateTimeFormat(LOCALE, {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23"
})
const clock = new Intl.DateTimeFormat(LOCALE, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23"
})
const day = new Intl.DateTimeFormat(LOCALE, { month: "short", day: "numeric" })

const dayAndMinute = new Intl.DateTimeFormat(LOCALE, {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23"
})

/** `3 Nov, 14:02`, in the trader's zone. */
export const minuteOf = (at: number): string => dayAndMinute.format(at)

/** The exact moment, in the trader's zone. */
export const exact = (at: number): string => dayAndTime.format(at)

/** `14:02:11` today, `3 Nov, 14:02:11` before. */
export const moment = (at: number, now: number): string =>
  now - at < 20 * HOUR && new Date(at).getDate() === new Date(now).getDate()
    ? clock.format(at)
    : `${day.format(at)}, ${clock.format(at)}`
