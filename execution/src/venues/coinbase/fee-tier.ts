import type { Instrument } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"

/** What an order costs, as shares of its worth. */
export type FeeRates = Pick<Instrument, "makerFeeRate" | "takerFeeRate">

/** What Coinbase takes of those who trade least: 0.4 % of a resting order, 0.6 % of one that takes. */
export const firstTier: FeeRates = { makerFeeRate: Decimal.make("0.004"), takerFeeRate: Decimal.make("0.006") }

const percent = (rate: string): string => `${Number((Number(rate) * 100).toFixed(4))} %`

/** The fees of an instrument in words, and whose they are. */
export const feeWords = ({ makerFeeRate, takerFeeRate }: FeeRates): string => {
  const tier = makerFeeRate === firstTier.makerFeeRate && takerFeeRate === firstTier.takerFeeRate
  return (
    `Paper fees on spot pairs: ${percent(makerFeeRate)} for orders that rest, ${percent(takerFeeRate)} for those that take` +
    (tier ? ", Coinbase's first tier" : "")
  )
}
