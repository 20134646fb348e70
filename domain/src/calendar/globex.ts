import type { Instrument } from "../market/instrument.ts"
import { type Day, dayAt, dayMillis, isWeekend } from "./day.ts"
import { isGlobexHoliday } from "./holidays.ts"
import { fromNewYork } from "./new-york.ts"

/** A time in which something trades, ms: `[from, to)`. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Minutes of New York's clock, which is an hour ahead of Chicago's. */
const OPENS = 18 * 60
const CLOSES = 17 * 60

/** What is left of a span without another. */
export const without = (span: Span, { from, to }: Span): ReadonlyArray<Span> =>
  to <= span.from || from >= span.to
    ? [span]
    : [
        { from: span.from, to: from },
        { from: to, to: span.to }
      ].filter((part) => part.to > part.from)

const isClosed = (day: Day): boolean => isWeekend(day) || isGlobexHoliday(day)

/** The trading day before the day of a moment (UTC), at its beginning, ms: Friday's for a Monday. */
export const tradingDayBefore = (at: number): number => {
  let day = dayAt(at) - 1
  while (isClosed(day)) day--
  return dayMillis(day)
}

/** The hours that are counted for a day, whether anything trades in them or not. */
export const globexDay = (day: Day): Span => ({ from: fromNewYork(day - 1, OPENS), to: fromNewYork(day, CLOSES) })

/**
 * When CME's futures trade that are counted for a day: from 17:00 of the evening before to 16:00 in Chicago, but for what
 * their venue says is closed (CALENDAR-10). Oldest first; none for weekends and holidays.
 */
export const globexSpans = (day: Day, closures: Instrument["closures"] = []): ReadonlyArray<Span> => {
  if (isClosed(day)) return []
  return closures.reduce<ReadonlyArray<Span>>(
    (spans, closed) => spans.flatMap((span) => without(span, closed)),
    [globexDay(day)]
  )
}
