import type { BacktestMetrics } from "../../client/contract.ts"
import { fixed, signed, trimmed } from "../../format/number.ts"
import { span } from "../../format/time.ts"

/** One figure of a result: what it is called, what it means, and how it reads. */
export interface Metric {
  readonly title: string
  readonly help: string
  /** Undefined where it isn't defined: no losing trade, too short a time. */
  readonly text: (metrics: BacktestMetrics, unit: string) => string | undefined
}

const percent = (value: string | undefined): string | undefined => value && `${signed(value)}\u202f%`
const plainPercent = (value: string | undefined): string | undefined => value && `${fixed(value, 2)}\u202f%`
const money = (value: string | undefined, unit: string): string | undefined => value && `${signed(value)} ${unit}`

/** The figures of every result, by what they tell. */
export const metricGroups: ReadonlyArray<{ readonly title: string; readonly metrics: ReadonlyArray<Metric> }> = [
  {
    title: "Return",
    metrics: [
      {
        title: "Total",
        help: "What it made after fees, open position included.",
        text: (m, unit) => money(m.total, unit)
      },
      {
        title: "Of the investment",
        help: "The total in percent of what it was given.",
        text: (m) => percent(m.totalPercent)
      },
      {
        title: "A year",
        help: "The same pace for a whole year. Over short times it says little.",
        text: (m) => percent(m.annualisedPercent)
      },
      {
        title: "Holding",
        help: "What buying at the start and holding would have made.",
        text: (m) => percent(m.holdingPercent)
      },
      {
        title: "Against holding",
        help: "How much better or worse than holding.",
        text: (m) => percent(m.versusHoldingPercent)
      }
    ]
  },
  {
    title: "Risk",
    metrics: [
      {
        title: "Worst fall",
        help: "The deepest fall from a high to the low after it.",
        text: (m, unit) => `${fixed(m.drawdown.percent, 2)}\u202f% (${fixed(m.drawdown.amount, 2)} ${unit})`
      },
      {
        title: "Longest under water",
        help: "The longest time it stayed below an earlier high.",
        text: (m) => span(m.drawdown.longestMillis)
      },
      {
        title: "Holding's worst fall",
        help: "The same for buying and holding.",
        text: (m) => plainPercent(m.holdingDrawdownPercent)
      },
      {
        title: "Sharpe",
        help: "Return for each unit of ups and downs. Above 1 is good, above 2 very good.",
        text: (m) => m.sharpe
      },
      { title: "Sortino", help: "As Sharpe, but only downs count against it.", text: (m) => m.sortino },
      { title: "Calmar", help: "A year's return over the worst fall.", text: (m) => m.calmar },
      {
        title: "Exposure",
        help: "The share of the time it held something.",
        text: (m) => plainPercent(m.exposurePercent)
      }
    ]
  },
  {
    title: "Trades",
    metrics: [
      {
        title: "Closed trades",
        help: "Orders that made the position smaller.",
        text: (m) => trimmed(String(m.trades))
      },
      {
        title: "Won",
        help: "The share of those that made money after fees.",
        text: (m) => plainPercent(m.winRatePercent)
      },
      {
        title: "Profit factor",
        help: "All that was won over all that was lost. Above 1 makes money.",
        text: (m) => m.profitFactor
      },
      {
        title: "Average profit",
        help: "Of a closed trade, after fees.",
        text: (m, unit) => money(m.averageProfit, unit)
      },
      {
        title: "Average time",
        help: "From opening to closing.",
        text: (m) => (m.averageMillis === undefined ? undefined : span(m.averageMillis))
      },
      { title: "Wins in a row", help: "The longest streak.", text: (m) => String(m.longestWins) },
      { title: "Losses in a row", help: "The longest streak.", text: (m) => String(m.longestLosses) },
      { title: "Fills", help: "All fills, entries and exits.", text: (m) => trimmed(String(m.fills)) }
    ]
  },
  {
    title: "Costs",
    metrics: [
      { title: "Fees", help: "Paid to the exchange.", text: (m, unit) => `${fixed(m.fees, 2)} ${unit}` },
      {
        title: "Slippage",
        help: "What market orders paid beyond the price they saw.",
        text: (m, unit) => `${fixed(m.slippage, 2)} ${unit}`
      }
    ]
  }
]
