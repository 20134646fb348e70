import { keepsHours, type Session, sessionAt } from "../calendar/sessions.ts"
import { marketTurns } from "../calendar/turns.ts"
import type { Time } from "../ids.ts"
import type { CandleSeries } from "../market/candle-series.ts"
import type { Instrument } from "../market/instrument.ts"
import type { PaperRun } from "./paper-run.ts"

/** Longer candles stand for regular sessions: they are taken as they come, and so is every order (BACKTEST-6). */
export const LONGEST = 3_600_000

/** Opens and closes the market for a run as its calendar says; crypto is always open. */
export interface SessionClock {
  readonly open: boolean
  /** When the market opens or closes next; Infinity for never. */
  readonly next: number
  /** The session at a moment, which orders are judged by; absent: every order goes out. */
  readonly session?: (at: number) => Session
  /** Tells the run of what opened or closed up to a moment. */
  readonly tell: (run: PaperRun, by: number) => void
}

const alwaysOpen: SessionClock = { open: true, next: Infinity, tell: () => {} }

/** The clock of an instrument's market from a candle of its series on. */
export const sessionClock = (instrument: Instrument, series: CandleSeries, start: number): SessionClock => {
  if (!keepsHours(instrument) || series.step > LONGEST) return alwaysOpen
  const turns = marketTurns(instrument, series.at[start] ?? 0)
  return {
    get open() {
      return turns.open
    },
    get next() {
      return turns.next
    },
    session: (at) => sessionAt(instrument, at),
    tell: (run, by) => {
      for (const { at, open } of turns.upTo(by))
        run.happen({ _tag: open ? "SessionOpened" : "SessionClosed", at: at as Time })
    }
  }
}
