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

// The pages are in English, so their dates are too, whatever the browser's language. `Intl` would say the same, but to
// set it up blocks a phone for longer than all else that a page's modules do when they begin.
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"]
const padded = (value: number, digits = 2): string => String(value).padStart(digits, "0")

/** `3 Nov`, in the trader's zone as all below. */
export const dayOf = (at: number): string => {
  const time = new Date(at)
  return `${time.getDate()} ${months[time.getMonth()]}`
}

/** `3 Nov 2026`. */
export const dateOf = (at: number): string => `${dayOf(at)} ${new Date(at).getFullYear()}`

/** `14:02`. */
export const hourOf = (at: number): string => {
  const time = new Date(at)
  return `${padded(time.getHours())}:${padded(time.getMinutes())}`
}

/** `14:02:11`. */
export const clockOf = (at: number): string => `${hourOf(at)}:${padded(new Date(at).getSeconds())}`

/** `14:02:11.042`. */
export const exactClock = (at: number): string => `${clockOf(at)}.${padded(new Date(at).getMilliseconds(), 3)}`

/** `3 Nov, 14:02`. */
export const minuteOf = (at: number): string => `${dayOf(at)}, ${hourOf(at)}`

/** `3 Nov 2026, 14:02`: as candles begin and end. */
export const dateAndMinute = (at: number): string => `${dateOf(at)}, ${hourOf(at)}`

/** `3 Nov 2026, 14:02:11`: the exact moment. */
export const exact = (at: number): string => `${dateOf(at)}, ${clockOf(at)}`

/** `14:02:11` today, `3 Nov, 14:02:11` before. */
export const moment = (at: number, now: number): string =>
  now - at < 20 * HOUR && new Date(at).getDate() === new Date(now).getDate()
    ? clockOf(at)
    : `${dayOf(at)}, ${clockOf(at)}`

/** The trader's zone at a moment, as `UTC`, `UTC+1`, `UTC−3:30`. */
export const zoneAt = (at: number): string => {
  const minutes = -new Date(at).getTimezoneOffset()
  if (minutes === 0) return "UTC"
  const rest = Math.abs(minutes) % 60
  return `UTC${minutes < 0 ? "\u2212" : "+"}${Math.floor(Math.abs(minutes) / 60)}${rest === 0 ? "" : `:${padded(rest)}`}`
}
