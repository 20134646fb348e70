import type { Instrument } from "@tradetower/domain/market"
import type { Decimal } from "@tradetower/domain/number"
import type { TermsName } from "@tradetower/domain/terms"
import type { Strategy } from "@tradetower/domain/strategy"
import type { CandlePart } from "@tradetower/platform"

/** Presets asked for: for a market, tried over its archived candles. */
export interface PresetTask {
  /** As its venue lists it. */
  readonly instrument: Instrument
  /** By whose rules the account trades that they are for. */
  readonly terms: TermsName
  readonly strategy: Strategy
  readonly investment: Decimal
  /** Absent: the last candle's close. */
  readonly price?: Decimal
  /** Looked back over, market time. */
  readonly from: number
  readonly to: number
  /** Of the candle archive, oldest first. */
  readonly parts: ReadonlyArray<CandlePart>
}
