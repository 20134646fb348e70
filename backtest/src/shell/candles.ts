import type { CandleSeries, Instrument } from "@tradetower/domain/market"

/** Candles to go through, and what their numbers count. */
export interface Candles {
  readonly instrument: Instrument
  readonly series: CandleSeries
  /** For the screen. */
  readonly source: string
  /** What was inferred of a file, line by line for the screen. */
  readonly told?: ReadonlyArray<string>
}
