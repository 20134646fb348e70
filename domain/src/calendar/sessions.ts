import type { Instrument } from "../market/instrument.ts"
import { type Day, dayAt } from "./day.ts"
import { globexSpans, type Span } from "./globex.ts"
import { isHalfDay, isTradingDay } from "./holidays.ts"
import { fromNewYork, newYorkTime } from "./new-york.ts"

/**
 * Part of a stock's day, New York time: pre-market 4:00-9:30, regular 9:30-16:00, post-market 16:00-20:00. A future's is
 * REGULAR or CLOSED.
 */
export type Session = "PRE_MARKET" | "REGULAR" | "POST_MARKET" | "CLOSED"

type Kind = Pick<Instrument, "assetClass" | "closures">

/** Whether it is closed at times: coins never are (CALENDAR-5). */
export const keepsHours = ({ assetClass }: Pick<Instrument, "assetClass">): boolean => assetClass !== "CRYPTO"

interface Part {
  readonly session: Session
  /** Minutes since midnight in New York. */
  readonly from: number
  readonly to: number
}

const clock = (hour: number, minute = 0): number => hour * 60 + minute
const EARLY = clock(4)
const BELL = clock(9, 30)

/** A half day's regular session ends at 13:00 and its post-market at 17:00. */
const partsOf = (regularEnd: number, end: number): ReadonlyArray<Part> => [
  { session: "PRE_MARKET", from: EARLY, to: BELL },
  { session: "REGULAR", from: BELL, to: regularEnd },
  { session: "POST_MARKET", from: regularEnd, to: end }
]
const FULL = partsOf(clock(16), clock(20))
const HALF = partsOf(clock(13), clock(17))

const dayParts = (day: Day): ReadonlyArray<Part> => (!isTradingDay(day) ? [] : isHalfDay(day) ? HALF : FULL)

/** When orders at market are taken that belong to a day, ms, oldest first: what is in no day's is no such time. */
const regularSpans = ({ assetClass, closures }: Kind, day: Day): ReadonlyArray<Span> => {
  if (assetClass === "FUTURES") return globexSpans(day, closures)
  const regular = dayParts(day).find(({ session }) => session === "REGULAR")
  return regular === undefined ? [] : [{ from: fromNewYork(day, regular.from), to: fromNewYork(day, regular.to) }]
}

/** The first span that is not over at a moment. */
const spanFrom = (instrument: Kind, at: number): Span => {
  for (let { day } = newYorkTime(at); ; day++) {
    const span = regularSpans(instrument, day).find(({ to }) => to > at)
    if (span !== undefined) return span
  }
}

/** The session an instrument is in at a moment (ms); crypto is always in REGULAR (CALENDAR-4, CALENDAR-5, CALENDAR-10). */
export const sessionAt = (instrument: Kind, at: number): Session => {
  if (!keepsHours(instrument)) return "REGULAR"
  if (instrument.assetClass === "FUTURES") return spanFrom(instrument, at).from <= at ? "REGULAR" : "CLOSED"
  const { day, minute } = newYorkTime(at)
  return dayParts(day).find(({ from, to }) => minute >= from && minute < to)?.session ?? "CLOSED"
}

/** When the session changes next after a moment, and into what; undefined: never (crypto). */
export const nextChange = (
  instrument: Kind,
  at: number
): { readonly at: number; readonly session: Session } | undefined => {
  if (!keepsHours(instrument)) return undefined
  if (instrument.assetClass === "FUTURES") {
    const { from, to } = spanFrom(instrument, at)
    return from > at ? { at: from, session: "REGULAR" } : { at: to, session: "CLOSED" }
  }
  const { day: today, minute } = newYorkTime(at)
  for (let day = today; ; day++) {
    const parts = dayParts(day)
    const now = day === today ? minute : -1
    const next = parts.find(({ from }) => from > now)
    if (next !== undefined) return { at: fromNewYork(day, next.from), session: next.session }
    const last = parts.at(-1)
    if (last !== undefined && last.to > now) return { at: fromNewYork(day, last.to), session: "CLOSED" }
  }
}

/** Whether anything trades at a moment: any session but CLOSED. */
export const isOpen = (instrument: Kind, at: number): boolean => sessionAt(instrument, at) !== "CLOSED"

/** How long the regular session is open between two moments, ms: what counts for orders at market (CALENDAR-6). */
export const openTimeBetween = (instrument: Kind, from: number, to: number): number => {
  if (!keepsHours(instrument)) return Math.max(0, to - from)
  let open = 0
  // What belongs to a day may have begun the evening before.
  for (let day = newYorkTime(from).day; day <= dayAt(to) + 1; day++)
    for (const span of regularSpans(instrument, day))
      open += Math.max(0, Math.min(to, span.to) - Math.max(from, span.from))
  return open
}

/** The moment at which so much regular time (ms) has passed since another. */
export const afterOpenTime = (instrument: Kind, from: number, millis: number): number => {
  if (!keepsHours(instrument)) return from + millis
  let left = millis
  for (let day = newYorkTime(from).day; ; day++) {
    for (const span of regularSpans(instrument, day)) {
      const start = Math.max(from, span.from)
      if (span.to <= start) continue
      if (left < span.to - start) return start + left
      left -= span.to - start
    }
  }
}
