import type { RunConfig } from "../bot/run-config.ts"
import { firstAt } from "../market/candle-series.ts"
import type { Market, Price } from "../market/market.ts"
import type { PriceIndex } from "../market/price-index.ts"
import { validateSettings } from "../strategy/validate.ts"
import type { SimulationOptions } from "./backtest-options.ts"
import { endWords } from "./end-words.ts"
import { withMinus } from "../number/minus-sign.ts"
import { percentOf, rounded } from "./figures.ts"
import { returnsOf, totalOf } from "./metrics-of.ts"
import { sharpe, tradingDays } from "./metrics.ts"
import { simulate } from "./simulate.ts"
import { type Sweep, type SweepFigures, type SweepRanking, type SweepResult, type SweepRow, SWEPT } from "./sweep.ts"
import { firstTraded } from "./warm-up.ts"
import { runConfig } from "../strategy/run-config.ts"

/** How a set is run: the stretch of candles, the exchange's fills, and by whose rules the account trades. */
export interface SweepOptions extends Pick<SimulationOptions, "fillModel" | "from" | "to">, Pick<RunConfig, "terms"> {}

/** When the held-out last third of a stretch begins, ms: the sets are ranked by what is before. */
export const heldOutFrom = (index: PriceIndex, options: SweepOptions = {}): number => {
  const { at, length } = index.series
  const start = options.from === undefined ? 0 : firstAt(index.series, options.from)
  const end = options.to === undefined ? length : firstAt(index.series, options.to)
  return at[start + Math.ceil(((end - start) * 2) / 3)] ?? 0
}

const figuresOf = (config: RunConfig, index: PriceIndex, options: SimulationOptions): SweepFigures => {
  const simulation = simulate(config, index, { ...options, counts: true, points: 2 })
  const { end, equity, run, stake } = simulation
  const { life: state, reason, since } = run.state
  const { at, step } = index.series
  const ended = endWords({ state, reason, since, to: (at[end - 1] ?? 0) + step })
  const ratio = sharpe(returnsOf(simulation), tradingDays(config.market.instrument))
  return {
    totalPercent: percentOf(totalOf(simulation), stake.invested),
    drawdownPercent: rounded(equity.falls().share * 100),
    ...(ratio !== undefined && { sharpe: rounded(ratio) }),
    trades: run.fills.closed,
    fills: run.fills.count,
    ...(ended !== undefined && { ended })
  }
}

/**
 * Runs one set of a sweep: over the first two thirds of the candles, and anew over the held-out last third (BACKTEST-8).
 * Settings that can't work on the market are answered with the reason.
 */
export const sweepRow = (
  market: Market,
  sweep: Sweep,
  number: number,
  index: PriceIndex,
  { terms, ...options }: SweepOptions = {}
): SweepRow => {
  const { settings, values } = sweep.set(number)
  const first = firstTraded(settings, index.series, options.from)
  const [problem] = validateSettings(market, settings, (index.series.open[first] ?? 0) as Price, terms)
  if (problem !== undefined) return { number, values, problem: `${problem.field}: ${problem.message}` }
  const config = runConfig({ runId: SWEPT, market, settings, ...(terms !== undefined && { terms }) }, sweep.memory)
  const cut = heldOutFrom(index, options)
  return {
    number,
    values,
    chosenOn: figuresOf(config, index, { ...options, to: cut }),
    heldOut: figuresOf(config, index, { ...options, from: cut })
  }
}

const score = (figures: SweepFigures | undefined, by: SweepRanking): number => {
  if (figures === undefined) return -Infinity
  if (by === "SHARPE") return Number(figures.sharpe ?? 0)
  const percent = Number(figures.totalPercent)
  return by === "RETURN" ? percent : percent / Math.max(0.01, Number(figures.drawdownPercent))
}

/** How far the success of the best tenth lasted where nobody looked, in words. */
const warningOf = (best: ReadonlyArray<SweepRow>, all: ReadonlyArray<SweepRow>): string => {
  if (all.length === 0) return "None of the sets can run: there is nothing to rank."
  const tested = `The best of ${all.length.toLocaleString("en")} sets is the best by chance too: the more sets, the more so.`
  if (all.length < 10) return tested
  const mean = (of: "chosenOn" | "heldOut", rows: ReadonlyArray<SweepRow>) =>
    rows.reduce((sum, row) => sum + Number(row[of]?.totalPercent ?? 0), 0) / rows.length
  const there = withMinus(rounded(mean("chosenOn", best)))
  const here = withMinus(rounded(mean("heldOut", best)))
  const others = withMinus(rounded(mean("heldOut", all)))
  return (
    `${tested} The best tenth made ${there} % on average where it was chosen and ${here} % in the held-out last third, ` +
    `where all sets made ${others} %.`
  )
}

/** Ranks rows by how they did over the first two thirds, the best first; those that can't run come last. */
export const rankSweep = (rows: ReadonlyArray<SweepRow>, by: SweepRanking): SweepResult => {
  const ranked = rows.toSorted((a, b) => {
    const difference = score(b.chosenOn, by) - score(a.chosenOn, by)
    return difference === 0 || Number.isNaN(difference) ? a.number - b.number : difference
  })
  const ran = ranked.filter((row) => row.chosenOn !== undefined)
  return { by, rows: ranked, warning: warningOf(ran.slice(0, Math.ceil(ran.length / 10)), ran) }
}
