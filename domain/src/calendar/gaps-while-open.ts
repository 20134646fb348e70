import type { CandleGap } from "../market/candle-series.ts"
import type { Instrument } from "../market/instrument.ts"
import { keepsHours, openTimeBetween } from "./sessions.ts"

/**
 * Gaps in which candles are really missing (CALENDAR-8): of a stock or a future those that reach into a regular session, counted by
 * its open time. Nights, weekends and thin hours before and after the bell are none. Crypto's are all there are.
 */
export const gapsWhileOpen = (
  instrument: Pick<Instrument, "assetClass" | "closures">,
  gaps: ReadonlyArray<CandleGap>,
  step: number
): ReadonlyArray<CandleGap> =>
  !keepsHours(instrument)
    ? gaps
    : gaps.flatMap((gap) => {
        const missing = Math.round(openTimeBetween(instrument, gap.from, gap.to) / step)
        return missing > 0 ? { ...gap, missing } : []
      })
