import { Schema } from "effect"

/** The last millisecond of the year 9999: what lies beyond has no date. */
export const LATEST = 253_402_300_799_999

/** A moment that others name: ms since 1970, UTC, up to the year 9999. */
export const Moment = Schema.Int.check(
  Schema.isBetween(
    { minimum: 0, maximum: LATEST },
    { message: "give a moment between the years 1970 and 9999, in milliseconds since 1970" }
  )
)

const DAY = String.raw`(\d{4})-(\d{2})-(\d{2})`
const CLOCK = String.raw`([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,9}))?)?`
const ZONE = String.raw`Z|[+-](?:0\d|1[0-4]):?[0-5]\d`
const WRITTEN = new RegExp(`^${DAY}(?:[T ]${CLOCK}(${ZONE})?)?$`, "i")

/** How far a written zone is ahead of UTC, ms. */
const ahead = (zone: string): number => {
  if (zone.toUpperCase() === "Z") return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000
}

/**
 * A moment as others write it, in ms since 1970: `2024-03-01`, `2024-03-01T12:00`, `2024-03-01 12:00:30.5Z`,
 * `2024-03-01T12:00+01:00`. Without a zone it is UTC, whatever the machine's zone; `undefined` for anything else, a day
 * that no calendar has, and what lies before 1970.
 */
export const readMoment = (text: string): number | undefined => {
  const [, year = "", month = "", day = "", hour = "0", minute = "0", second = "0", part = "", zone = "Z"] =
    WRITTEN.exec(text) ?? []
  if (year === "") return undefined
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day))
  // 30 February would be a day of March.
  const date = new Date(midnight)
  if (date.getUTCFullYear() !== Number(year) || date.getUTCMonth() !== Number(month) - 1) return undefined
  if (date.getUTCDate() !== Number(day)) return undefined
  const clock = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000
  const at = midnight + clock + Number(part.padEnd(3, "0").slice(0, 3)) - ahead(zone)
  return at >= 0 && at <= LATEST ? at : undefined
}
