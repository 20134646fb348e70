import { Schema } from "effect"
import { AlertKind } from "../alert-kind.ts"
import type { ZoneClock } from "./zone.ts"

const MINUTE = 60_000
const DAY = 86_400_000

/** A time of day as clocks show it: `22:00`. */
export const ClockTime = Schema.String.check(
  Schema.isPattern(/^([01]\d|2[0-3]):[0-5]\d$/, { message: "give a time of day such as 22:00" })
)

/** When nobody wants to be woken, by the clocks of their zone; over midnight where `to` is not later than `from`. */
export const QuietHours = Schema.Struct({
  from: ClockTime,
  to: ClockTime,
  /** What comes all the same. */
  pass: Schema.Array(AlertKind)
})
export type QuietHours = typeof QuietHours.Type

const millisOf = (time: string): number => (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * MINUTE

/**
 * Until when it is quiet at a moment (ms); `undefined` where it is not. Where clocks are set back it stays quiet until they
 * show the end for the second time.
 */
export const quietUntil = (
  at: number,
  { from, to }: Pick<QuietHours, "from" | "to">,
  { momentOf, shownAt }: Pick<ZoneClock, "momentOf" | "shownAt">
): number | undefined => {
  if (from === to) return undefined
  const shown = shownAt(at)
  const today = shown - (((shown % DAY) + DAY) % DAY)
  const length = millisOf(to) > millisOf(from) ? 0 : DAY
  for (const day of [today - DAY, today]) {
    const begins = momentOf(day + millisOf(from))
    const ends = momentOf(day + length + millisOf(to))
    if (begins <= at && at < ends) return ends
  }
  return undefined
}
