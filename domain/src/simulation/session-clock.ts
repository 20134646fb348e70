import { marketTurns } from "../calendar/turns.ts"
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
  const turns = marketTurns(instrument, series.at[start] ?? 0)
  return {
    get open() {
      return turns.open
    },
    get next() {
      return turns.next
    },
    tell: (run, by) => {
      for (const { at, open } of turns.upTo(by))
        run.happen({ _tag: open ? "SessionOpened" : "SessionClosed", at: at as Time })
    }
  }
}
