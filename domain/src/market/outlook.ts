import { Schema } from "effect"
import type { Candle } from "./candle.ts"
import { dailyVolatility } from "./volatility.ts"

/** How long a preset is made for: a day, a week, a month. */
export const Term = Schema.Literals(["SHORT_TERM", "MID_TERM", "LONG_TERM"])
export type Term = typeof Term.Type

/** Length of each term in days. */
export const termDays: Readonly<Record<Term, number>> = { SHORT_TERM: 1, MID_TERM: 7, LONG_TERM: 30 }

/** What the recent past lets expect of the price over a term, as shares (0.03 is 3 %). It shapes presets only. */
export interface Outlook {
  readonly term: Term
  readonly days: number
  /** One standard deviation of the move over the term: about one price in three ends further away than this. */
  readonly move: number
  /** The same over one day, for steps and targets that are met within days whatever the term. */
  readonly dayMove: number
}

/** The outlook for each term from recent candles: volatility grows with the square root of time. */
export const outlooks = (candles: ReadonlyArray<Candle>): ReadonlyArray<Outlook> => {
  const dayMove = dailyVolatility(candles)
  return Term.literals.map((term) => ({
    term,
    days: termDays[term],
    move: dayMove * Math.sqrt(termDays[term]),
    dayMove
  }))
}
