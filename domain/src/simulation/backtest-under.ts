import { RunId } from "../ids.ts"
import { type CandleSeries, inLotsOf } from "../market/candle-series.ts"
import type { Instrument } from "../market/instrument.ts"
import { marketOf } from "../market/market.ts"
import { type PriceIndex, priceIndex } from "../market/price-index.ts"
import { minus } from "../number/decimal-arithmetic.ts"
import { runConfig } from "../strategy/run-config.ts"
import type { BotSettings } from "../strategy/settings.ts"
import { unitsOf } from "../terms/instrument-under.ts"
import { strictTerms, type TermsName } from "../terms/list.ts"
import { backtest } from "./backtest.ts"
import type { BacktestOptions } from "./backtest-options.ts"
import type { BacktestResult, RulesEffect } from "./backtest-result.ts"
import { fillsUnder, tradedUnder, type TradingCosts } from "./trading-costs.ts"

/** Settings to be tried over candles of an instrument, counted in its lots, at the rules and costs given. */
export interface Tried {
  readonly instrument: Instrument
  readonly series: CandleSeries
  readonly settings: BotSettings
  readonly costs: TradingCosts
}

/** An instrument as it is without a broker's rules, at the fees that an account by these is charged. */
const withoutRules = (
  instrument: Instrument,
  { feeAsset, makerFeeRate, takerFeeRate, unitFees }: Instrument
): Instrument => ({
  ...instrument,
  feeAsset,
  makerFeeRate,
  takerFeeRate,
  ...(unitFees !== undefined && { unitFees })
})

const effectOf = (by: BacktestResult, without: BacktestResult): RulesEffect => {
  const { fills, total, totalPercent } = without.metrics
  const { expired = 0, refused = 0 } = without
  return { difference: minus(by.metrics.total, total), without: { total, totalPercent, fills, refused, expired } }
}

/**
 * A backtest as an account trades it, by a broker's rules or the kind ones. By a broker's the same run is made without
 * them, at the same fees: what these rules made of the result is told by it (BACKTEST-11).
 */
export const backtestUnder = (
  { costs, instrument, series, settings }: Tried,
  options: Omit<BacktestOptions, "fillModel"> = {}
): BacktestResult => {
  const runId = RunId.make("backtest")
  const fillModel = fillsUnder(costs)
  const run = (of: Instrument, index: PriceIndex, over: BacktestOptions, terms?: TermsName): BacktestResult =>
    backtest(runConfig({ runId, market: marketOf(of), settings, ...(terms !== undefined && { terms }) }), index, {
      ...over,
      fillModel
    })
  const traded = tradedUnder(instrument, costs, settings)
  const index = priceIndex(inLotsOf(series, instrument, traded))
  const result = run(traded, index, options, costs.terms)
  if (strictTerms(costs.terms, instrument) === undefined) return result
  const { band: _, ...plain } = options
  const ownIndex =
    traded.lotSize === instrument.lotSize || unitsOf(settings) === "FRACTIONS" ? index : priceIndex(series)
  // What trades fractions is compared in the same: in whole units it would hardly trade.
  const without = unitsOf(settings) === "FRACTIONS" ? traded : withoutRules(instrument, traded)
  return { ...result, rules: effectOf(result, run(without, ownIndex, { ...plain, points: 2 })) }
}
