import { CandleFileInvalid, type CandleSeries, inLotsOf, marketOf, priceIndex } from "@tradetower/domain/market"
import {
  type BacktestResult,
  backtestUnder,
  tradedUnder,
  fillsUnder,
  NeverSleeps,
  type SweepRow,
  sweepOf,
  sweepRow,
  type TradingCosts,
  WarmUpTooShort
} from "@tradetower/domain/simulation"
import { joinParts } from "@tradetower/platform"
import { CandleRowInvalid } from "../candle-file/candle-row-invalid.ts"
import type { BacktestTask, SweepTask } from "./simulation-task.ts"

/** Where all there is is traded, it begins as soon as the indicators have looked back far enough. */
const begins = (from: number, series: CandleSeries) => (from <= (series.at[0] ?? 0) ? {} : { from })

/** By whose rules the account trades. */
const byRules = ({ terms }: TradingCosts) => (terms === undefined ? {} : { terms })

/** A market as the account of a sweep trades it, and its candles, counted in that account's lots. */
const tradedIn = ({ instrument, options, settings, step, to }: SweepTask, parts: BacktestTask["parts"]) => {
  const traded = tradedUnder(instrument, options, settings)
  const index = priceIndex(inLotsOf(joinParts(parts, step, -Infinity, to), instrument, traded))
  return { market: marketOf(traded), index }
}

/** A backtest with its band. */
export const runBacktest = ({ from, instrument, options, parts, settings, step, to }: BacktestTask): BacktestResult => {
  const series = joinParts(parts, step, -Infinity, to)
  return backtestUnder({ instrument, series, settings, costs: options }, { ...begins(from, series), to, band: true })
}

/** The sweep this thread worked on last: its next task comes without the candles, and finds what was made ready. */
let kept: { readonly sweepId: string; readonly rowOf: (set: number) => SweepRow } | undefined

const rowsOf = (task: SweepTask) => {
  const { axes, from, options, parts, settings, sweepId, to } = task
  if (parts === undefined) throw new Error(`the candles of sweep ${sweepId} were not given to this thread`)
  const { index, market } = tradedIn(task, parts)
  const sweep = sweepOf(settings, axes)
  const whole = { ...begins(from, index.series), to, fillModel: fillsUnder(options), ...byRules(options) }
  return (set: number): SweepRow => {
    try {
      return sweepRow(market, sweep, set, index, whole)
    } catch (cause) {
      const problem = whyNot(cause)
      if (problem === undefined) throw cause
      return { number: set, values: sweep.set(set).values, problem }
    }
  }
}

/** Some sets of a sweep, in the order asked for. */
export const runSweepSets = (task: SweepTask): ReadonlyArray<SweepRow> => {
  if (kept?.sweepId !== task.sweepId) kept = { sweepId: task.sweepId, rowOf: rowsOf(task) }
  return task.numbers.map(kept.rowOf)
}

/** What keeps a simulation from being run, for the trader to read; `undefined` for what is our own fault. */
export const whyNot = (cause: unknown): string | undefined => {
  if (
    cause instanceof WarmUpTooShort ||
    cause instanceof NeverSleeps ||
    cause instanceof CandleFileInvalid ||
    cause instanceof CandleRowInvalid
  )
    return cause.message
  // Only the simulation itself says this, of a stretch without candles.
  if (cause instanceof RangeError && cause.message.startsWith("there are no candles")) return NO_CANDLES
  return undefined
}

const NO_CANDLES = "There are no candles to trade in the time asked for."
