import { Option, Schema } from "effect"
import { Zone, zoneClock } from "@tradetower/domain/calendar"
import { OldestOut } from "@tradetower/domain/oldest-out"

const isZone = Schema.decodeUnknownOption(Zone)
/** A gateway names a few. */
const clocks = new OldestOut<string, ReturnType<typeof zoneClock>>(50)

const clockOf = (zone: string) => {
  const known = clocks.get(zone) ?? (Option.isSome(isZone(zone)) ? zoneClock(zone) : undefined)
  if (known !== undefined) clocks.set(zone, known)
  return known
}

const shownAt = (day: string, time: string): number =>
  Date.parse(
    `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${time.length === 4 ? `${time.slice(0, 2)}:${time.slice(2)}:00` : time}Z`
  )

/** A moment that clocks of a zone show: `("20251128", "0930", "US/Eastern")`, or with seconds `"09:30:00"`. */
export const zonedMoment = (day: string, time: string, zone: string): number | undefined => {
  const at = shownAt(day, time)
  return Number.isNaN(at) ? undefined : clockOf(zone)?.momentOf(at)
}

const UTC = /^(\d{8})-(\d\d:\d\d:\d\d)$/
const IN_ZONE = /^(\d{8}) +(\d\d:\d\d:\d\d) (\S+)$/

/**
 * When a trade was, ms: `20251128-14:30:00` is UTC, `20251128 09:30:00 US/Eastern` says its zone. One without says nothing:
 * `undefined`.
 */
export const tradeMoment = (text: string): number | undefined => {
  const [, day = "", time = ""] = UTC.exec(text) ?? []
  if (day !== "") return zonedMoment(day, time, "UTC")
  const [, theirs = "", at = "", zone = ""] = IN_ZONE.exec(text) ?? []
  return theirs === "" ? undefined : zonedMoment(theirs, at, zone)
}

/** `20251128-14:30:00`, in UTC, of ms. */
export const utcText = (at: number): string => {
  const [day = "", time = ""] = new Date(at).toISOString().split("T")
  return `${day.replaceAll("-", "")}-${time.slice(0, 8)}`
}
