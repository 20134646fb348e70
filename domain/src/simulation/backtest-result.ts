import { Schema } from "effect"
import { BotState } from "../bot/life.ts"
import { OwnFigure } from "../bot/own-figure.ts"
import { Decimal } from "../number/decimal.ts"
import { Purpose, Side } from "../order/order.ts"

const Percent = Decimal
const Millis = Schema.Int

/** The largest fall from a high of the run's worth, at closes. */
export const Drawdown = Schema.Struct({
  /** The deepest in quote, and the deepest in percent of the high before it (not always the same fall). */
  amount: Decimal,
  percent: Percent,
  /** When the deepest (in percent) began, at its high, and reached its low; ms. */
  from: Millis,
  to: Millis,
  /** The longest time below an earlier high, recovered or not; ms. */
  longestMillis: Millis
}).annotate({ identifier: "Drawdown" })
export type Drawdown = typeof Drawdown.Type

/**
 * How a run went. Amounts in quote, percents of the investment unless said otherwise, statistics with two decimals;
 * absent where they are not defined (no losing trade, no day without change). Formulas and sources: `metrics.ts`.
 */
export const BacktestMetrics = Schema.Struct({
  invested: Decimal,
  /** No budget was set, only an amount to trade: `invested` is what that costs at the first price. */
  unbudgeted: Schema.optionalKey(Schema.Literal(true)),
  total: Decimal,
  /** Of that, what the position at the end stands at: its worth at the last price less its cost. */
  openProfit: Schema.optionalKey(Decimal),
  totalPercent: Percent,
  annualisedPercent: Schema.optionalKey(Percent),
  /** What the price alone did from first to last, percent. */
  holdingPercent: Percent,
  holdingDrawdownPercent: Percent,
  /** `totalPercent - holdingPercent`. */
  versusHoldingPercent: Percent,
  drawdown: Drawdown,
  sharpe: Schema.optionalKey(Decimal),
  sortino: Schema.optionalKey(Decimal),
  calmar: Schema.optionalKey(Decimal),
  /** Orders that reduced the position, and how they ended, after fees. */
  trades: Schema.Int,
  winRatePercent: Schema.optionalKey(Percent),
  profitFactor: Schema.optionalKey(Decimal),
  averageProfit: Schema.optionalKey(Decimal),
  averageMillis: Schema.optionalKey(Millis),
  longestWins: Schema.Int,
  longestLosses: Schema.Int,
  fills: Schema.Int,
  roundTrips: Schema.Int,
  fees: Decimal,
  /** What takers paid beyond the price seen. */
  slippage: Decimal,
  /** Share of the closes at which something was held, also of what it was given. */
  exposurePercent: Percent,
  own: Schema.Array(OwnFigure)
}).annotate({ identifier: "BacktestMetrics" })
export type BacktestMetrics = typeof BacktestMetrics.Type

/** The run's worth at a close; `best` and `worst` when a band was asked for. */
export const EquityPoint = Schema.Struct({
  at: Millis,
  worth: Decimal,
  /** What the investment would be worth had it bought and held. */
  holding: Decimal,
  /** Below the highest worth so far, percent. */
  drawdownPercent: Percent,
  best: Schema.optionalKey(Decimal),
  worst: Schema.optionalKey(Decimal)
}).annotate({ identifier: "EquityPoint" })
export type EquityPoint = typeof EquityPoint.Type

/** One fill. */
export const BacktestTrade = Schema.Struct({
  at: Millis,
  side: Side,
  purpose: Purpose,
  price: Decimal,
  quantity: Decimal,
  /** In quote; a fee taken in base is valued at the fill's price. */
  fee: Decimal,
  /** Profit it realised before fees; absent where it opened or enlarged the position. */
  profit: Schema.optionalKey(Decimal)
}).annotate({ identifier: "BacktestTrade" })
export type BacktestTrade = typeof BacktestTrade.Type

/** A stretch of the run for which there were no candles: what happened in it is not known. */
export const GapMark = Schema.Struct({ from: Millis, to: Millis, missing: Schema.Int }).annotate({
  identifier: "GapMark"
})
export type GapMark = typeof GapMark.Type

/** What the order of prices inside the bars may have changed: the total of the worst and the best run. */
export const Band = Schema.Struct({
  worst: Decimal,
  worstPercent: Percent,
  best: Decimal,
  bestPercent: Percent
}).annotate({ identifier: "Band" })
export type Band = typeof Band.Type

/** What a broker's rules made of a result: the same bot over the same candles, at the same fees, without them. */
export const RulesEffect = Schema.Struct({
  /** `total` by the rules less that without. */
  difference: Decimal,
  without: Schema.Struct({
    total: Decimal,
    totalPercent: Percent,
    fills: Schema.Int,
    refused: Schema.Int,
    expired: Schema.Int
  })
}).annotate({ identifier: "RulesEffect" })
export type RulesEffect = typeof RulesEffect.Type

/** What a bot would have done over candles: everything a screen, a report or a file shows of it. */
export const BacktestResult = Schema.Struct({
  /** First and last moment of trading (candles before `from` only warmed the indicators up); ms. */
  from: Millis,
  to: Millis,
  candles: Schema.Int,
  metrics: BacktestMetrics,
  band: Schema.optionalKey(Band),
  equity: Schema.Array(EquityPoint),
  trades: Schema.Array(BacktestTrade),
  gaps: Schema.Array(GapMark),
  /** Where the run stood at the end, and why. */
  state: BotState,
  reason: Schema.String,
  /** Since when it stood there, ms; absent in results of earlier versions. */
  since: Schema.optionalKey(Millis),
  /** Orders that were refused, and that expired; absent in results of earlier versions. */
  refused: Schema.optionalKey(Schema.Int),
  expired: Schema.optionalKey(Schema.Int),
  /** Absent where it was run by no broker's rules. */
  rules: Schema.optionalKey(RulesEffect),
  /** Events the bot was stepped with. */
  steps: Schema.Int
}).annotate({ identifier: "BacktestResult" })
export type BacktestResult = typeof BacktestResult.Type
