import type { OwnFigure } from "../bot/own-figure.ts"
import type { Decimal } from "../number/decimal.ts"
import { fromUnits, toUnits } from "../number/decimal-units.ts"
import type { BacktestMetrics } from "./backtest-result.ts"

/** One figure as a table shows it, on a page or in a terminal. */
export interface MetricRow {
  /** As in `BacktestMetrics`, parts with a dot: `drawdown.percent`. */
  readonly name: string
  readonly title: string
  readonly unit: OwnFigure["unit"] | "RATIO"
  /** Which way is good; absent where neither is. */
  readonly better?: "HIGHER" | "LOWER"
  /** Absent where it is not defined: no trade was closed, say. */
  readonly value?: Decimal
}

type Row = readonly [
  name: string,
  title: string,
  unit: MetricRow["unit"],
  better: MetricRow["better"],
  value: Decimal | number | undefined
]

const rowsOf = (metrics: BacktestMetrics): ReadonlyArray<Row> => [
  ["total", "Profit", "QUOTE", "HIGHER", metrics.total],
  ["openProfit", "Open position", "QUOTE", undefined, metrics.openProfit],
  ["totalPercent", "Return", "PERCENT", "HIGHER", metrics.totalPercent],
  ["annualisedPercent", "Return a year", "PERCENT", "HIGHER", metrics.annualisedPercent],
  ["holdingPercent", "Holding", "PERCENT", undefined, metrics.holdingPercent],
  ["versusHoldingPercent", "Better than holding by", "PERCENT", "HIGHER", metrics.versusHoldingPercent],
  ["drawdown.percent", "Max drawdown", "PERCENT", "LOWER", metrics.drawdown.percent],
  ["drawdown.amount", "Max drawdown in money", "QUOTE", "LOWER", metrics.drawdown.amount],
  ["drawdown.longestMillis", "Longest drawdown", "MILLIS", "LOWER", metrics.drawdown.longestMillis],
  ["holdingDrawdownPercent", "Max drawdown of holding", "PERCENT", undefined, metrics.holdingDrawdownPercent],
  ["sharpe", "Sharpe ratio", "RATIO", "HIGHER", metrics.sharpe],
  ["sortino", "Sortino ratio", "RATIO", "HIGHER", metrics.sortino],
  ["calmar", "Calmar ratio", "RATIO", "HIGHER", metrics.calmar],
  ["trades", "Closed trades", "COUNT", undefined, metrics.trades],
  ["winRatePercent", "Win rate", "PERCENT", "HIGHER", metrics.winRatePercent],
  ["profitFactor", "Profit factor", "RATIO", "HIGHER", metrics.profitFactor],
  ["averageProfit", "Average profit of a trade", "QUOTE", "HIGHER", metrics.averageProfit],
  ["averageMillis", "Average time in a trade", "MILLIS", undefined, metrics.averageMillis],
  ["longestWins", "Most wins in a row", "COUNT", "HIGHER", metrics.longestWins],
  ["longestLosses", "Most losses in a row", "COUNT", "LOWER", metrics.longestLosses],
  ["fills", "Fills", "COUNT", undefined, metrics.fills],
  ["roundTrips", "Round trips", "COUNT", undefined, metrics.roundTrips],
  ["fees", "Fees", "QUOTE", "LOWER", metrics.fees],
  ["slippage", "Slippage", "QUOTE", "LOWER", metrics.slippage],
  ["exposurePercent", "Time in the market", "PERCENT", undefined, metrics.exposurePercent]
]

/** All figures of a backtest in the order to be read in: the general ones, then the strategy's own. */
export const metricRows = (metrics: BacktestMetrics): ReadonlyArray<MetricRow> => [
  ...rowsOf(metrics).map(([name, title, unit, better, value]) => ({
    name,
    title,
    unit,
    ...(better !== undefined && { better }),
    ...(value !== undefined && { value: String(value) as Decimal })
  })),
  ...metrics.own
]

/** One figure of two backtests. */
export interface MetricDifference extends Omit<MetricRow, "value" | "better"> {
  readonly first?: Decimal
  readonly second?: Decimal
  /** Second minus first. */
  readonly difference?: Decimal
  /** Absent where they are equal, or neither way is good. */
  readonly better?: "FIRST" | "SECOND"
}

const DECIMALS = 18

/** The figures of two backtests side by side; those only one has stand alone. */
export const compareMetrics = (first: BacktestMetrics, second: BacktestMetrics): ReadonlyArray<MetricDifference> => {
  const others = new Map(metricRows(second).map((row) => [row.name, row]))
  const rows = metricRows(first).map((row) => {
    const other = others.get(row.name)
    others.delete(row.name)
    return differenceOf(row, row.value, other?.value)
  })
  return [...rows, ...[...others.values()].map((row) => differenceOf(row, undefined, row.value))]
}

const differenceOf = (row: MetricRow, first: Decimal | undefined, second: Decimal | undefined): MetricDifference => {
  const { name, title, unit } = row
  const shown = {
    name,
    title,
    unit,
    ...(first !== undefined && { first }),
    ...(second !== undefined && { second })
  }
  const before = first === undefined ? undefined : toUnits(first, DECIMALS)
  const after = second === undefined ? undefined : toUnits(second, DECIMALS)
  if (before === undefined || after === undefined) return shown
  const difference = after - before
  const higher = difference > 0n ? "SECOND" : "FIRST"
  const lower = difference > 0n ? "FIRST" : "SECOND"
  return {
    ...shown,
    difference: fromUnits(difference, DECIMALS),
    ...(row.better !== undefined && difference !== 0n && { better: row.better === "HIGHER" ? higher : lower })
  }
}
