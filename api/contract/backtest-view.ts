import { Schema } from "effect"
import { Moment } from "@tradetower/domain/calendar"
import { VenueId, Instrument, Symbol, Timeframe } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { BacktestResult, BacktestTrade, GapMark, TradingCosts } from "@tradetower/domain/simulation"
import { BotSettings, Strategy } from "@tradetower/domain/strategy"
import { someDays } from "./paging.ts"

/** Where a backtest, sweep or download stands. DONE, FAILED and CANCELLED are final. */
export const JobState = Schema.Literals(["QUEUED", "RUNNING", "DONE", "FAILED", "CANCELLED"])
export type JobState = typeof JobState.Type

/** A stretch of a candle series: `from` and `to` (ms, UTC), or the newest `days`; all there is when absent. */
export const stretch = {
  venue: VenueId,
  symbol: Symbol,
  /** Default 1m. */
  timeframe: Schema.optionalKey(Timeframe),
  from: Schema.optionalKey(Moment),
  to: Schema.optionalKey(Moment),
  days: Schema.optionalKey(Schema.Number.check(...someDays))
}

export const NewBacktest = Schema.Struct({
  ...stretch,
  settings: BotSettings,
  options: Schema.optionalKey(TradingCosts)
}).annotate({ identifier: "NewBacktest" })
export type NewBacktest = typeof NewBacktest.Type

/** What backtests and sweeps say of themselves while they go on. */
export const jobFields = {
  id: Schema.String,
  venue: VenueId,
  symbol: Symbol,
  timeframe: Timeframe,
  strategy: Strategy,
  state: JobState,
  /** 0 to 1. */
  progress: Schema.Finite,
  createdAt: Schema.Int,
  startedAt: Schema.optionalKey(Schema.Int),
  endedAt: Schema.optionalKey(Schema.Int),
  /** Why it failed, in words. */
  failure: Schema.optionalKey(Schema.String),
  settings: BotSettings,
  options: TradingCosts,
  /** Whose rules `options` name: "Alpaca". */
  rules: Schema.String,
  /** Of those rules' fee tiers the one whose fees are charged: from so many US dollars traded in 30 days on. */
  feeTier: Schema.optionalKey(Schema.Struct({ tier: Schema.Int, of: Schema.Int, from: Decimal })),
  /** What the candles are of, as those rules trade it: with the fees where `options` give none. */
  instrument: Instrument,
  /** Of the candles, ms, UTC: what was asked for, narrowed to what is there. */
  from: Schema.Int,
  to: Schema.Int
}

/** The figures a list shows. Percents are of the investment. */
export const Headline = Schema.Struct({
  total: Decimal,
  totalPercent: Decimal,
  holdingPercent: Decimal,
  drawdownPercent: Decimal,
  fills: Schema.Int
})
export type Headline = typeof Headline.Type

export const BacktestView = Schema.Struct({ ...jobFields, headline: Schema.optionalKey(Headline) }).annotate({
  identifier: "Backtest"
})
export type BacktestView = typeof BacktestView.Type

/** What is missing in a series; the longest twenty gaps are listed, the longest first. */
export const GapsView = Schema.Struct({ count: Schema.Int, missing: Schema.Int, longest: Schema.Array(GapMark) })
export type GapsView = typeof GapsView.Type

const { gaps: _, trades: __, ...resultFields } = BacktestResult.fields

/** A {@link BacktestResult}, its trades left to be paged through and its gaps summed up. */
export const BacktestResultView = Schema.Struct({
  backtest: BacktestView,
  ...resultFields,
  gaps: GapsView,
  /** How many trades there are. */
  tradeCount: Schema.Int,
  /** Sentences to be read before the figures: gaps, fewer candles than asked for. */
  warnings: Schema.Array(Schema.String),
  /** What a broker's rules made of it, in sentences; empty where it was run by none. */
  byRules: Schema.Array(Schema.String)
}).annotate({ identifier: "BacktestResultView" })
export type BacktestResultView = typeof BacktestResultView.Type

export const TradesPage = Schema.Struct({
  total: Schema.Int,
  /** Oldest first; the first is number `after`, counted from 0. */
  trades: Schema.Array(BacktestTrade),
  /** `after` of the next page; absent on the last. */
  next: Schema.optionalKey(Schema.Int)
})
export type TradesPage = typeof TradesPage.Type

/** One figure of two results. */
export const Difference = Schema.Struct({
  /** As in `BacktestMetrics`: `sharpe`, `drawdown.percent`. */
  name: Schema.String,
  title: Schema.String,
  unit: Schema.String,
  first: Schema.optionalKey(Decimal),
  second: Schema.optionalKey(Decimal),
  /** Second minus first. */
  difference: Schema.optionalKey(Decimal),
  /** Absent where they are equal, or neither way is good. */
  better: Schema.optionalKey(Schema.Literals(["FIRST", "SECOND"]))
})
export type Difference = typeof Difference.Type

export const ComparisonView = Schema.Struct({
  first: BacktestResultView,
  second: BacktestResultView,
  differences: Schema.Array(Difference)
}).annotate({ identifier: "Comparison" })
export type ComparisonView = typeof ComparisonView.Type
