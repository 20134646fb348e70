import type { AlertKind } from "@tradetower/domain/alert-kind"
import { quietUntil, zoneClock } from "@tradetower/domain/calendar"
import type { Preferences } from "@tradetower/platform"

const MINUTE = 60_000
/** After a message, what is of the same kind and bot waits so long and comes as one, ms. */
const TOGETHER: Readonly<Partial<Record<AlertKind, number>>> = { FILL: 5 * MINUTE }

const clocks = new Map<string, ReturnType<typeof zoneClock>>()
/** Clocks remember what they were asked: made anew after so many questions. */
const ASKED = 10_000
let asked = 0
const clockOf = (zone: string) => {
  asked += 1
  if (asked % ASKED === 0) clocks.clear()
  const known = clocks.get(zone)
  if (known !== undefined) return known
  const made = zoneClock(zone)
  clocks.set(zone, made)
  return made
}

/** When a message may go out, ms: the first at once, more of the same together after a while, and none in quiet hours. */
export const dueAt = (
  kind: AlertKind,
  { quietHours, timeZone = "UTC" }: Preferences,
  { now, sentAt }: { readonly now: number; readonly sentAt?: number | undefined }
): number => {
  const at = Math.max(now, (sentAt ?? -Infinity) + (TOGETHER[kind] ?? MINUTE))
  if (quietHours === undefined || quietHours.pass.includes(kind)) return at
  return quietUntil(at, quietHours, clockOf(timeZone)) ?? at
}

/** How long what failed so often waits before it is tried again, ms: longer each time, an hour at the most. */
export const pauseAfter = (attempts: number): number => Math.min(15_000 * 2 ** Math.max(0, attempts - 1), 60 * MINUTE)

/** What could not be delivered for so long is given up, ms. */
export const GIVEN_UP = 24 * 60 * MINUTE

/** `14:02`, by the clocks of a zone. */
export const clockWords = (at: number, { timeZone = "UTC" }: Preferences): string =>
  new Date(clockOf(timeZone).shownAt(at)).toISOString().slice(11, 16)
