import { isOpen, nextChange } from "../calendar/sessions.ts"
import type { Time } from "../ids.ts"
import type { CandleSeries } from "../market/candle-series.ts"
import type { Instrument } from "../market/instrument.ts"
import type { PaperRun } from "./paper-run.ts"

/** Candles longer than this span sessions: they are taken as they come. */
const LONGEST = 3_600_000

/** Opens and closes the market for a run as its calendar says; crypto is always open. */
export interface SessionClock {
  readonly open: boolean
  /** When the market opens or closes next; Infinity for never. */
  readonly next: number
  /** Tells the run of what opened or closed up to a moment. */
  readonly tell: (run: PaperRun, by: number) => void
}

const alwaysOpen: SessionClock = { open: true, next: Infinity, tell: () => {} }

/** The clock of an instrument's market from a candle of its series on. */
export const sessionClock = (instrument: Instrument, series: CandleSeries, start: number): SessionClock => {
  if (instrument.assetClass !== "EQUITY" || series.step > LONGEST) return alwaysOpen
  const begin = series.at[start] ?? 0
  let open = true
  let at = begin
  return {
    get open() {
      return open
    },
    get next() {
      return at
    },
    tell: (run, by) => {
      while (at <= by) {
        const now = isOpen(instrument, at)
        if (now !== open) run.happen({ _tag: now ? "SessionOpened" : "SessionClosed", at: at as Time })
        open = now
        at = nextChange(instrument, at)?.at ?? Infinity
      }
    }
  }
}
