import { readMoment } from "../calendar/moment.ts"
import { plainNumber as withoutExponent } from "../number/plain-number.ts"
import type { CandleLayout, SlashedDays, TimeUnit } from "./candle-layout.ts"

/** The unit an epoch's time must be in to lie between 1973 and 5138; `WRITTEN` for what is no number. */
export const timeUnitOf = (text: string): TimeUnit => {
  if (/^\d{8}$/.test(text) || !/^\d+(\.\d*)?(e[+]?\d+)?$/i.test(text)) return "WRITTEN"
  const count = Number(text)
  return count < 1e11 ? "s" : count < 1e14 ? "ms" : count < 1e17 ? "us" : "ns"
}

/** Digits of a unit beyond the millisecond (less than none: zeros are lacking). */
const beyond = { s: -3, ms: 0, us: 3, ns: 6 } as const

/** A zone at the end of a moment. */
const ZONE = /(?:[T ][\d:.,]+ ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))$/i

/** Whether a moment that is written out says its zone. */
export const saysZone = (text: string): boolean => ZONE.test(text)

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
const two = (digits: string | number): string => String(digits).padStart(2, "0")
const monthOf = (name: string): string => two(MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1)
const yearOf = (digits: string): string => (digits.length === 2 ? `20${digits}` : digits)

/** A day as spreadsheets of some countries write it. */
const SLASHED = /^(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})(?!\d)/

/** How a day with slashes could be read, either way; `undefined` for what is none. */
export const slashedDay = (cell: string): Readonly<Record<SlashedDays, string>> | undefined => {
  const [, first, second, year = ""] = SLASHED.exec(cell) ?? []
  if (first === undefined || second === undefined) return undefined
  return {
    DAY: `${yearOf(year)}-${two(second)}-${two(first)}`,
    MONTH: `${yearOf(year)}-${two(first)}-${two(second)}`
  }
}

/** Day or month first in days with slashes, by the first of them that can only be the one. */
export const slashedDays = (cells: Iterable<string>): SlashedDays | undefined => {
  for (const cell of cells) {
    const [, first = 0, second = 0] = (SLASHED.exec(cell) ?? []).map(Number)
    if (first > 12) return "DAY"
    if (second > 12) return "MONTH"
  }
  return undefined
}

/** A clock of twelve hours as one of 24: `1:30 PM`, `12-AM`. */
const by24 = (_: string, hour: string, minutes = ":00", half: string): string =>
  ` ${two((Number(hour) % 12) + (half.toUpperCase() === "PM" ? 12 : 0))}${minutes}`

/** A moment in one of the ways people and programs write it, year first. */
const yearFirst = (text: string, slashed: SlashedDays | undefined): string =>
  text
    .replace(/^(\d{4})(\d{2})(\d{2})(?=$|[T ])/, "$1-$2-$3")
    .replace(/^(\d{4})[./](\d{2})[./](\d{2})/, "$1-$2-$3")
    .replace(/^(\d{2})\.(\d{2})\.(\d{4})/, "$3-$2-$1")
    .replace(SLASHED, (day) => (slashed === undefined ? day : (slashedDay(day)?.[slashed] ?? day)))
    .replace(
      /^([a-z]{3,9})\.? (\d{1,2}),? (\d{4})/i,
      (_, name: string, day: string, year: string) => `${year}-${monthOf(name)}-${two(day)}`
    )
    .replace(
      /^(\d{1,2})[ -]([a-z]{3,9})\.?[ -](\d{4})/i,
      (_, day: string, name: string, year: string) => `${year}-${monthOf(name)}-${two(day)}`
    )
    .replace(/,? (\d{1,2})((?::\d\d){1,2})?[ -]?([AP]M)$/i, by24)
    .replace(/([T ])(\d:)/, "$10$2")
    .replace(/ ?(UTC|GMT)$/i, "Z")
    .replace(/ ([+-]\d{2}:?\d{2})$/, "$1")

/**
 * A moment in ms, as digits; `undefined` for what can't be read as the layout's unit. `momentOf` turns what clocks show
 * where no zone is written into the moment (`zoneClock`).
 */
export const momentCell = (
  text: string,
  { slashed, time }: Pick<CandleLayout, "slashed" | "time">,
  momentOf: (shown: number) => number = (shown) => shown
): string | undefined => {
  if (time === "WRITTEN") {
    const iso = yearFirst(text, slashed)
    const at = readMoment(iso.replace(/^(\d{4}-\d{2}-\d{2})Z$/, "$1"))
    if (at === undefined) return undefined
    return String(iso.includes(":") && !saysZone(iso) ? momentOf(at) : at)
  }
  const [, whole, part = ""] = /^(\d+)(?:\.(\d*))?$/.exec(plainNumber(text, ".")) ?? []
  if (whole === undefined) return undefined
  const digits = beyond[time]
  if (digits <= 0) {
    if (/[1-9]/.test(part.slice(-digits))) return undefined
    return whole + part.slice(0, -digits).padEnd(-digits, "0")
  }
  return /[1-9]/.test(part) || !whole.endsWith("0".repeat(digits)) ? undefined : whole.slice(0, -digits)
}

const PLAIN = /^\d+(?:\.\d+)?$/

/** A number as a plain decimal: without grouping, exponent or sign; what is none comes back as it is. */
export const plainNumber = (text: string, decimal: CandleLayout["decimal"]): string => {
  // Nearly all are.
  if (decimal === "." && PLAIN.test(text)) return text
  let plain = text.replace(/^\+/, "")
  const grouped = decimal === "." ? /^-?\d{1,3}(,\d{3})+(\.\d*)?$/ : /^-?\d{1,3}([. ]\d{3})+(,\d*)?$/
  if (grouped.test(plain)) plain = plain.replaceAll(decimal === "." ? "," : /[. ]/g, "")
  if (decimal === ",") {
    // A point is no decimal mark here: it would be read as one.
    if (plain.includes(".")) return text
    plain = plain.replace(",", ".")
  }
  const [, sign = "", whole = "", part = "", exponent] =
    /^(-?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,2}))?$/i.exec(plain) ?? []
  if (whole === "" && part === "") return text
  if (exponent === undefined) return `${sign}${whole || "0"}${part === "" ? "" : `.${part}`}`
  return withoutExponent(`${sign}${whole || "0"}.${part || "0"}e${exponent}`)
}
