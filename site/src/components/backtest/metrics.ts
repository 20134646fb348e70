import type { BacktestMetrics } from "../../client/contract.ts"
import { fixed, signed, trimmed } from "../../format/number.ts"
import { span } from "../../format/time.ts"

/** How a value reads; the same wherever it stands. Ratios, percents and money have two decimals. */
type Kind = "MONEY" | "PERCENT" | "RESULT" | "RESULT_PERCENT" | "RATIO" | "COUNT" | "MILLIS"

/** One figure of a result: what it is called, what it means, and how it reads. */
export interface Metric {
  /** As in the API's comparison: `drawdown.percent`. */
  readonly name: string
  /** As the API, the shell and the report call it. */
  readonly title: string
  readonly help: string
  readonly kind: Kind
  /** Undefined where it isn't defined: no losing trade, too short a time. */
  readonly value: (metrics: BacktestMetrics) => string | number | undefined
  /** What stands there where it isn't, and that says something. */
  readonly absent?: (metrics: BacktestMetrics) => string | undefined
}

/** A figure for the eye, with its unit; results carry their sign. */
export const metricText = (kind: Kind, value: string | number | undefined, quote: string): string => {
  if (value === undefined) return "–"
  const text = String(value)
  switch (kind) {
    case "MONEY":
      return `${fixed(text, 2)} ${quote}`
    case "RESULT":
      return `${signed(text)} ${quote}`
    case "PERCENT":
      return `${fixed(text, 2)}\u202f%`
    case "RESULT_PERCENT":
      return `${signed(text)}\u202f%`
    case "RATIO":
      return fixed(text, 2)
    case "COUNT":
      return trimmed(text)
    case "MILLIS":
      return span(Number(text))
  }
}

/** The figures of every result, by what they tell. */
export const metricGroups: ReadonlyArray<{ readonly title: string; readonly metrics: ReadonlyArray<Metric> }> = [
  {
    title: "Return",
    metrics: [
      {
        name: "total",
        title: "Profit",
        help: "What it made after fees, open position included.",
        kind: "RESULT",
        value: (m) => m.total
      },
      {
        name: "openProfit",
        title: "Open position",
        help: "What was held at the end at the last price, less its cost: part of the profit, not of the closed trades.",
        kind: "RESULT",
        value: (m) => m.openProfit
      },
      {
        name: "totalPercent",
        title: "Return",
        help: "The profit in percent of what it was given.",
        kind: "RESULT_PERCENT",
        value: (m) => m.totalPercent
      },
      {
        name: "annualisedPercent",
        title: "Return a year",
        help: "The same pace for a whole year. Over short times it says little.",
        kind: "RESULT_PERCENT",
        value: (m) => m.annualisedPercent
      },
      {
        name: "holdingPercent",
        title: "Holding",
        help: "What buying at the start and holding would have made.",
        kind: "RESULT_PERCENT",
        value: (m) => m.holdingPercent
      },
      {
        name: "versusHoldingPercent",
        title: "Better than holding by",
        help: "The return less that of holding.",
        kind: "RESULT_PERCENT",
        value: (m) => m.versusHoldingPercent
      }
    ]
  },
  {
    title: "Risk",
    metrics: [
      {
        name: "drawdown.percent",
        title: "Max drawdown",
        help: "The deepest fall from a high to the low after it.",
        kind: "PERCENT",
        value: (m) => m.drawdown.percent
      },
      {
        name: "drawdown.amount",
        title: "Max drawdown in money",
        help: "The deepest fall counted in money; it may be another one.",
        kind: "MONEY",
        value: (m) => m.drawdown.amount
      },
      {
        name: "drawdown.longestMillis",
        title: "Longest drawdown",
        help: "The longest time it stayed below an earlier high.",
        kind: "MILLIS",
        value: (m) => m.drawdown.longestMillis
      },
      {
        name: "holdingDrawdownPercent",
        title: "Max drawdown of holding",
        help: "The same for buying and holding.",
        kind: "PERCENT",
        value: (m) => m.holdingDrawdownPercent
      },
      {
        name: "sharpe",
        title: "Sharpe ratio",
        help: "Return a year for each unit of ups and downs. Above 1 is good; over short times it says little.",
        kind: "RATIO",
        value: (m) => m.sharpe
      },
      {
        name: "sortino",
        title: "Sortino ratio",
        help: "As Sharpe, but only downs count against it.",
        kind: "RATIO",
        value: (m) => m.sortino
      },
      {
        name: "calmar",
        title: "Calmar ratio",
        help: "A year's return over the max drawdown.",
        kind: "RATIO",
        value: (m) => m.calmar
      },
      {
        name: "exposurePercent",
        title: "Time in the market",
        help: "The share of the time it held something.",
        kind: "PERCENT",
        value: (m) => m.exposurePercent
      }
    ]
  },
  {
    title: "Trades",
    metrics: [
      {
        name: "trades",
        title: "Closed trades",
        help: "Orders that made the position smaller.",
        kind: "COUNT",
        value: (m) => m.trades
      },
      {
        name: "winRatePercent",
        title: "Win rate",
        help: "The share of those that made money after fees. A position still open is not among them.",
        kind: "PERCENT",
        value: (m) => m.winRatePercent
      },
      {
        name: "profitFactor",
        title: "Profit factor",
        help: "All that was won over all that was lost. Above 1 makes money.",
        kind: "RATIO",
        value: (m) => m.profitFactor,
        absent: ({ trades }) => (trades > 0 ? "no loss" : undefined)
      },
      {
        name: "averageProfit",
        title: "Average profit of a trade",
        help: "Of a closed trade, after fees.",
        kind: "RESULT",
        value: (m) => m.averageProfit
      },
      {
        name: "averageMillis",
        title: "Average time in a trade",
        help: "From opening to closing.",
        kind: "MILLIS",
        value: (m) => m.averageMillis
      },
      {
        name: "longestWins",
        title: "Most wins in a row",
        help: "Closed trades that won, one after another.",
        kind: "COUNT",
        value: (m) => m.longestWins
      },
      {
        name: "longestLosses",
        title: "Most losses in a row",
        help: "Closed trades that lost, one after another.",
        kind: "COUNT",
        value: (m) => m.longestLosses
      },
      {
        name: "fills",
        title: "Fills",
        help: "All fills, entries and exits.",
        kind: "COUNT",
        value: (m) => m.fills
      },
      {
        name: "roundTrips",
        title: "Round trips",
        help: "Bought and sold again, or the other way round.",
        kind: "COUNT",
        value: (m) => m.roundTrips
      }
    ]
  },
  {
    title: "Costs",
    metrics: [
      { name: "fees", title: "Fees", help: "Paid to the exchange.", kind: "MONEY", value: (m) => m.fees },
      {
        name: "slippage",
        title: "Slippage",
        help: "What market orders paid beyond the price they saw.",
        kind: "MONEY",
        value: (m) => m.slippage
      }
    ]
  }
]
