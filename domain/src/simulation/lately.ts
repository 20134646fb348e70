import type { RunConfig } from "../bot/run-config.ts"
import type { PriceIndex } from "../market/price-index.ts"
import type { Decimal } from "../number/decimal.ts"
import { fromUnits } from "../number/decimal-units.ts"
import { backtest } from "./backtest.ts"
import type { BacktestOptions } from "./backtest-options.ts"

/** What settings would have made over the last days, in short. Amounts in quote, percents of what was given. */
export interface Lately {
  readonly from: number
  readonly to: number
  /** To one decimal. */
  readonly days: Decimal
  readonly total: Decimal
  readonly percent: Decimal
  readonly holdingPercent: Decimal
  readonly roundTrips: number
  readonly fills: number
  readonly fees: Decimal
  readonly maxDrawdownPercent: Decimal
  /** `[at, worth]`. */
  readonly curve: ReadonlyArray<readonly [number, Decimal]>
}

/** Runs settings over candles and says in short what came of it; throws as `backtest` does. */
export const latelyOf = (config: RunConfig, index: PriceIndex, options: BacktestOptions): Lately => {
  const { equity, from, metrics, to } = backtest(config, index, options)
  return {
    from,
    to,
    days: fromUnits(BigInt(Math.round((to - from) / 8_640_000)), 1),
    total: metrics.total,
    percent: metrics.totalPercent,
    holdingPercent: metrics.holdingPercent,
    roundTrips: metrics.roundTrips,
    fills: metrics.fills,
    fees: metrics.fees,
    maxDrawdownPercent: metrics.drawdown.percent,
    curve: equity.map(({ at, worth }) => [at, worth])
  }
}
