import type { Instrument } from "../market/instrument.ts"
import { type Day, dayAt } from "./day.ts"
import { isHalfDay, isTradingDay } from "./holidays.ts"
import { fromNewYork, newYorkTime } from "./new-york.ts"

/** Part of a stock's day, New York time: pre-market 4:00-9:30, regular 9:30-16:00, post-market 16:00-20:00. */
export type Session = "PRE_MARKET" | "REGULAR" | "POST_MARKET" | "CLOSED"

type Kind = Pick<Instrument, "assetClass">

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

/** The session an instrument is in at a moment (ms); crypto is always in REGULAR (CALENDAR-4, CALENDAR-5). */
export const sessionAt = (instrument: Kind, at: number): Session => {
  if (instrument.assetClass !== "EQUITY") return "REGULAR"
  const { day, minute } = newYorkTime(at)
  return dayParts(day).find(({ from, to }) => minute >= from && minute < to)?.session ?? "CLOSED"
}

/** When the session changes next after a moment, and into what; undefined: never (crypto). */
export const nextChange = (
  instrument: Kind,
  at: number
): { readonly at: number; readonly session: Session } | undefined => {
  if (instrument.assetClass !== "EQUITY") return undefined
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
  if (instrument.assetClass !== "EQUITY") return Math.max(0, to - from)
  let open = 0
  for (let day = newYorkTime(from).day; day <= dayAt(to); day++) {
    const regular = dayParts(day).find(({ session }) => session === "REGULAR")
    if (regular === undefined) continue
    const start = Math.max(from, fromNewYork(day, regular.from))
    const end = Math.min(to, fromNewYork(day, regular.to))
    if (end > start) open += end - start
  }
  return open
}

/** The moment at which so much regular time (ms) has passed since another. */
export const afterOpenTime = (instrument: Kind, from: number, millis: number): number => {
  if (instrument.assetClass !== "EQUITY") return from + millis
  let left = millis
  for (let day = newYorkTime(from).day; ; day++) {
    const regular = dayParts(day).find(({ session }) => session === "REGULAR")
    if (regular === undefined) continue
    const start = Math.max(from, fromNewYork(day, regular.from))
    const end = fromNewYork(day, regular.to)
    if (end <= start) continue
    if (left < end - start) return start + left
    left -= end - start
  }
}
