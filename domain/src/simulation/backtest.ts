import { gapsWhileOpen } from "../calendar/gaps-while-open.ts"
import type { RunConfig } from "../bot/run-config.ts"
import type { PriceIndex } from "../market/price-index.ts"
import type { BacktestOptions } from "./backtest-options.ts"
import type { BacktestResult, Band, EquityPoint, GapMark } from "./backtest-result.ts"
import { keptWith } from "./closes-kept.ts"
import { amountText, percentOf, rounded } from "./figures.ts"
import { metricsOf, totalOf } from "./metrics-of.ts"
import { simulate, type Simulation } from "./simulate.ts"
import { tradesShown } from "./trades-shown.ts"

/** Which gaps of the series lie in the stretch traded. */
const gapsIn = ({ end, index, run, start }: Simulation): ReadonlyArray<GapMark> => {
  const { at, step } = index.series
  const gaps = gapsWhileOpen(run.config.market.instrument, index.series.gaps, step)
  const from = at[start] ?? 0
  const to = at[end - 1] ?? 0
  return gaps.filter((gap) => gap.from > from && gap.to <= to)
}

const bandOf = (usual: Simulation, others: ReadonlyArray<Simulation>): Band => {
  const { invested } = usual.stake
  const text = amountText(usual.run.config.market)
  let worst = totalOf(usual)
  let best = worst
  for (const total of others.map(totalOf)) {
    if (total < worst) worst = total
    if (total > best) best = total
  }
  return {
    worst: text(worst),
    worstPercent: percentOf(worst, invested),
    best: text(best),
    bestPercent: percentOf(best, invested)
  }
}

/** The curve, from what was invested at the first candle's open to the last candle's close. */
const curveOf = (usual: Simulation, others: ReadonlyArray<Simulation>): ReadonlyArray<EquityPoint> => {
  const { equity, index, kept, run, stake, start } = usual
  const { series } = index
  const text = amountText(run.config.market)
  const units = (value: number) => text(BigInt(Math.round(value)))
  const first = series.open[start] ?? 1
  const runs = [usual, ...others]
  const invested = text(stake.invested)
  const ends = others.length > 0 ? { best: invested, worst: invested } : {}
  const points: Array<EquityPoint> = [
    { at: series.at[start] ?? 0, worth: invested, holding: invested, drawdownPercent: rounded(0), ...ends }
  ]
  for (const place of kept.curve) {
    const candle = kept.candles[place] ?? 0
    const close = series.close[candle] ?? 0
    const worth = equity.worth[place] ?? 0
    const peak = equity.peaks[place] ?? 0
    const all = runs.map((one) => one.equity.worth[place] ?? 0)
    points.push({
      at: (series.at[candle] ?? 0) + series.step,
      worth: units(worth),
      holding: text((stake.invested * BigInt(close)) / BigInt(first)),
      drawdownPercent: rounded(peak > 0 ? (100 * (peak - worth)) / peak : 0),
      ...(others.length > 0 && { best: units(Math.max(...all)), worst: units(Math.min(...all)) })
    })
  }
  return points
}

/** The run with a point of its curve where its fall is deepest, which is known once it is over. */
const withDeepest = (usual: Simulation): Simulation => {
  const { equity, kept: evenly } = usual
  const { deepest, high, low, share } = equity.falls()
  if (share === 0) return usual
  const kept = keptWith(evenly, deepest)
  const place = kept.candles.indexOf(deepest)
  const also = (column: Float64Array, value: number): Float64Array =>
    kept.candles.length === column.length
      ? column
      : Float64Array.from([...column.subarray(0, place), value, ...column.subarray(place)])
  return { ...usual, kept, equity: { ...equity, worth: also(equity.worth, low), peaks: also(equity.peaks, high) } }
}

/**
 * What a bot would have done over candles, as every screen, report and file shows it. Throws `WarmUpTooShort` when the
 * candles before `from` are too few for the settings' indicators, and `RangeError` when there are none to trade.
 *
 * @example
 * const result = backtest({ runId, market, settings }, priceIndex(candleSeries(candles)), { band: true })
 */
export const backtest = (config: RunConfig, index: PriceIndex, options: BacktestOptions = {}): BacktestResult => {
  const { band, ...rest } = options
  const usual = withDeepest(simulate(config, index, rest))
  const { deepest, share } = usual.equity.falls()
  const otherwise = { ...rest, ...(share > 0 && { alsoAt: deepest }) }
  const others =
    band === true
      ? (["BEST", "WORST"] as const).map((barOrder) => simulate(config, index, { ...otherwise, barOrder }))
      : []
  const { end, run, start } = usual
  const { at, step } = index.series
  return {
    from: at[start] ?? 0,
    to: (at[end - 1] ?? 0) + step,
    candles: end - start,
    metrics: metricsOf(usual),
    ...(others.length > 0 && { band: bandOf(usual, others) }),
    equity: curveOf(usual, others),
    trades: tradesShown(config.market, run.fills),
    gaps: gapsIn(usual),
    state: run.state.life,
    reason: run.state.reason,
    since: run.state.since,
    refused: run.refused,
    expired: run.expired,
    steps: run.steps
  }
}
