import type { Instrument } from "../market/instrument.ts"
import { dayAt, yearOf } from "./day.ts"
import { KNOWN_SINCE } from "./holidays.ts"

/** What is to be said of sessions from a moment (ms) on that the calendar knows only in part (CALENDAR-2). */
export const calendarWords = ({ assetClass }: Pick<Instrument, "assetClass">, from: number): string | undefined =>
  assetClass === "FUTURES"
    ? "CME's half days are not known of the past: its hours are reckoned as those of an ordinary day, closed on New Year's Day, Good Friday and Christmas."
    : assetClass === "EQUITY" && dayAt(from) < KNOWN_SINCE
      ? `Hours, half days and closings of US exchanges are known from ${yearOf(KNOWN_SINCE)} on: sessions before are reckoned by the rules of that year.`
      : undefined
