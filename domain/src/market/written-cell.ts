import { readMoment } from "../calendar/moment.ts"
import { plainNumber as withoutExponent } from "../number/plain-number.ts"
import type { CandleLayout, TimeUnit } from "./candle-layout.ts"

/** The unit an epoch's time must be in to lie between 1973 and 5138; `WRITTEN` for what is no number. */
export const timeUnitOf = (text: string): TimeUnit => {
  if (/^\d{8}$/.test(text) || !/^\d+(\.\d*)?(e[+]?\d+)?$/i.test(text)) return "WRITTEN"
  const count = Number(text)
  return count < 1e11 ? "s" : count < 1e14 ? "ms" : count < 1e17 ? "us" : "ns"
}

/** Digits of a unit beyond the millisecond (less than none: zeros are lacking). */
const beyond = { s: -3, ms: 0, us: 3, ns: 6 } as const

/** A time of day without a zone of its own. */
const UNZONED = /:\d\d(:\d\d([.,]\d+)?)?$/

/**
 * A moment in ms, as digits; `undefined` for what can't be read as the layout's unit. `momentOf` turns what clocks show
 * where no zone is written into the moment (`momentsIn`).
 */
export const momentCell = (
  text: string,
  unit: TimeUnit,
  momentOf: (shown: number) => number = (shown) => shown
): string | undefined => {
  if (unit === "WRITTEN") {
    const iso = text
      .replace(/^(\d{4})(\d{2})(\d{2})(?=$|[T ])/, "$1-$2-$3")
      .replace(/^(\d{4})[./](\d{2})[./](\d{2})/, "$1-$2-$3")
      .replace(/^(\d{2})\.(\d{2})\.(\d{4})/, "$3-$2-$1")
      .replace(/ ?(UTC|GMT)$/i, "Z")
      .replace(/ ([+-]\d{2}:?\d{2})$/, "$1")
    const at = readMoment(iso.replace(/^(\d{4}-\d{2}-\d{2})Z$/, "$1"))
    if (at === undefined) return undefined
    return String(UNZONED.test(iso) && !/[+-]\d\d:\d\d$/.test(iso) ? momentOf(at) : at)
  }
  const [, whole, part = ""] = /^(\d+)(?:\.(\d*))?$/.exec(plainNumber(text, ".")) ?? []
  if (whole === undefined) return undefined
  const digits = beyond[unit]
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
