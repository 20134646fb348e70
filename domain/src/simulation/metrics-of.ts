import { big } from "../number/whole.ts"
import { summarize } from "../bot/summarize.ts"
import type { Price } from "../market/market.ts"
import { valueOf } from "../market/value.ts"
import type { BacktestMetrics } from "./backtest-result.ts"
import { equity } from "./equity.ts"
import { amountText, percentOf, rounded } from "./figures.ts"
import { annualised, calmar, dailyReturns, sharpe, sortino, tradeStatistics, tradingDays } from "./metrics.ts"
import { ownFigures } from "./own-figures.ts"
import type { Simulation } from "./simulate.ts"
import { tradesOf } from "./trades.ts"

/** Profit at the last close, after fees, quote units. */
export const totalOf = ({ end, index, run, stake }: Simulation): bigint =>
  stake.worthAt(run.state, (index.series.close[end - 1] ?? 0) as Price) - stake.invested

/** Returns of a run's days. */
export const returnsOf = ({ equity: { worth }, kept, stake }: Simulation): ReadonlyArray<number> =>
  dailyReturns(
    Number(stake.invested),
    Array.from(kept.days, (place) => worth[place] ?? 0)
  )

const percent = (share: number) => rounded(share * 100)
const maybe = <Key extends string, A>(key: Key, value: A | undefined): { readonly [K in Key]?: A } =>
  // A computed key loses its literal type.
  (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: A }
const shown = <A>(value: number | undefined, as: (value: number) => A): A | undefined =>
  value === undefined ? undefined : as(value)

/** All figures of a simulation. */
export const metricsOf = (simulation: Simulation): BacktestMetrics => {
  const { end, equity: worth, exposed, index, run, stake, start } = simulation
  const { market } = run.config
  const { series } = index
  const text = amountText(market)
  const units = (value: number) => text(BigInt(Math.round(value)))
  const first = series.open[start] ?? 0
  const last = series.close[end - 1] ?? 0
  const total = totalOf(simulation)
  const falls = worth.falls()
  const alone = equity(index, start, first, new Int32Array(0))
  alone.over(start, end, 0, 1)
  const returns = returnsOf(simulation)
  const periods = tradingDays(market.instrument)
  const millis = (series.at[end - 1] ?? 0) + series.step - (series.at[start] ?? 0)
  const yearly = annualised(Number(total) / Number(stake.invested), millis)
  const trades = tradesOf(market, run.fills)
  const statistics = tradeStatistics(trades.closed)
  const { base, quote } = run.state.ledger
  const summary = summarize(run.config, run.state)
  const holding = BigInt(last - first)
  return {
    invested: text(stake.invested),
    ...(stake.unbudgeted && { unbudgeted: true as const }),
    total: text(total),
    openProfit: text(valueOf(market, last as Price, base.position) - big(quote.cost)),
    totalPercent: percentOf(total, stake.invested),
    ...maybe("annualisedPercent", shown(yearly, percent)),
    holdingPercent: percentOf(holding, BigInt(first)),
    holdingDrawdownPercent: percent(alone.falls().share),
    versusHoldingPercent: percentOf(total * BigInt(first) - holding * stake.invested, stake.invested * BigInt(first)),
    drawdown: {
      amount: units(falls.amount),
      percent: percent(falls.share),
      from: falls.from,
      to: falls.to,
      longestMillis: falls.longestMillis
    },
    ...maybe("sharpe", shown(sharpe(returns, periods), rounded)),
    ...maybe("sortino", shown(sortino(returns, periods), rounded)),
    ...maybe("calmar", shown(calmar(yearly, falls.share), rounded)),
    trades: statistics.count,
    ...maybe("winRatePercent", shown(statistics.winRate, percent)),
    ...maybe("profitFactor", shown(statistics.profitFactor, rounded)),
    ...maybe("averageProfit", shown(statistics.averageProfit, units)),
    ...maybe("averageMillis", shown(statistics.averageMillis, Math.round)),
    longestWins: statistics.longestWins,
    longestLosses: statistics.longestLosses,
    fills: run.fills.reports.length,
    roundTrips: summary.roundTrips,
    fees: text(big(quote.fees)),
    slippage: units(trades.slippage),
    exposurePercent: percent(exposed / (end - start)),
    own: ownFigures(run)
  }
}
