import { Schema } from "effect"
import { BotSettings, Decimal, ExchangeId, Purpose, Side, Strategy, Symbol, Timeframe } from "@tradetower/domain"

/** Where a backtest, sweep or download stands. DONE, FAILED and CANCELLED are final. */
export const JobState = Schema.Literals(["QUEUED", "RUNNING", "DONE", "FAILED", "CANCELLED"])
export type JobState = typeof JobState.Type

const share = (minimum: number, maximum: number) =>
  Schema.Finite.check(Schema.isBetween({ minimum, maximum }, { message: `must be between ${minimum} and ${maximum}` }))

/** How far a price moves against an order that takes from the book, in basis points (5 is 0.05 %). */
export const SlippageSetting = Schema.Union([
  Schema.TaggedStruct("None", {}),
  Schema.TaggedStruct("Fixed", { basisPoints: share(0, 1000) }),
  Schema.TaggedStruct("ByVolume", { basisPoints: share(0, 10_000), maxBasisPoints: share(0, 10_000) })
])

/** How the exchange is imitated; what is absent is as on the market itself, without slippage, orders filling whole. */
export const BacktestSettings = Schema.Struct({
  /** 0.1 is 0.1 % of the notional. */
  makerFeePercent: Schema.optionalKey(share(0, 10)),
  takerFeePercent: Schema.optionalKey(share(0, 10)),
  slippage: Schema.optionalKey(SlippageSetting),
  /** The share of a candle's volume the bot's orders may take. */
  volumeSharePercent: Schema.optionalKey(share(1, 100))
}).annotate({ identifier: "BacktestSettings" })
export type BacktestSettings = typeof BacktestSettings.Type

/** A stretch of a candle series: `from` and `to` (ms, UTC), or the newest `days`; all there is when absent. */
export const stretch = {
  exchange: ExchangeId,
  symbol: Symbol,
  /** Default 1m. */
  timeframe: Schema.optionalKey(Timeframe),
  from: Schema.optionalKey(Schema.Int),
  to: Schema.optionalKey(Schema.Int),
  days: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10_000 })))
}

export const NewBacktest = Schema.Struct({
  ...stretch,
  settings: BotSettings,
  options: Schema.optionalKey(BacktestSettings)
}).annotate({ identifier: "NewBacktest" })
export type NewBacktest = typeof NewBacktest.Type

/** What backtests and sweeps say of themselves while they go on. */
export const jobFields = {
  id: Schema.String,
  exchange: ExchangeId,
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
  options: BacktestSettings,
  /** Of the candles, ms, UTC: what was asked for, narrowed to what is there. */
  from: Schema.Int,
  to: Schema.Int
}

/** The figures a list shows. Percents are of the investment. */
export const Headline = Schema.Struct({
  total: Decimal,
  percent: Decimal,
  holdingPercent: Decimal,
  maxDrawdownPercent: Decimal,
  fills: Schema.Int
})
export type Headline = typeof Headline.Type

export const BacktestView = Schema.Struct({ ...jobFields, headline: Schema.optionalKey(Headline) }).annotate({
  identifier: "Backtest"
})
export type BacktestView = typeof BacktestView.Type

/** Candles that are missing: from the end of the one before to the start of the one after. */
export const GapView = Schema.Struct({ from: Schema.Int, to: Schema.Int, missing: Schema.Int })

/** What is missing in a series; the longest twenty gaps are listed. */
export const GapsView = Schema.Struct({ count: Schema.Int, missing: Schema.Int, longest: Schema.Array(GapView) })
export type GapsView = typeof GapsView.Type

/** One figure: `value` is a decimal as text; absent where it means nothing (no trade was closed, say). */
export const MetricView = Schema.Struct({
  /** `sharpe` */
  name: Schema.String,
  /** `Sharpe ratio` */
  title: Schema.String,
  /** What it is, with its formula, in words. */
  explanation: Schema.String,
  unit: Schema.Literals(["QUOTE", "BASE", "PERCENT", "COUNT", "RATIO", "MILLISECONDS", "BASIS_POINTS"]),
  /** Which way is good; absent where neither is. */
  better: Schema.optionalKey(Schema.Literals(["HIGHER", "LOWER"])),
  value: Schema.optionalKey(Decimal)
}).annotate({ identifier: "Metric" })
export type MetricView = typeof MetricView.Type

/**
 * One point of the curves, at the close of a candle: `[at, worth, worst, best, holding, drawdownPercent]`. Worst and best
 * take every bar's path the way that is worse or better for the trader; holding is the investment put into the asset at
 * the first price.
 */
export const CurvePoint = Schema.Tuple([Schema.Int, Decimal, Decimal, Decimal, Decimal, Decimal])
export type CurvePoint = typeof CurvePoint.Type

export const Outcome = Schema.Struct({ total: Decimal, percent: Decimal, maxDrawdownPercent: Decimal })

export const BacktestResultView = Schema.Struct({
  backtest: BacktestView,
  /** How many candles were gone through, and how many before them warmed the indicators up. */
  candles: Schema.Int,
  warmUp: Schema.Int,
  gaps: GapsView,
  /** Sentences to be read before the figures: gaps, a series shorter than asked for, a run that ended early. */
  warnings: Schema.Array(Schema.String),
  invested: Decimal,
  total: Decimal,
  percent: Decimal,
  holdingPercent: Decimal,
  /** What the other ways through the bars would have made of it. */
  band: Schema.Struct({ worst: Outcome, best: Outcome }),
  /** At most some hundred points. */
  curve: Schema.Array(CurvePoint),
  /** The general figures, then the strategy's own. */
  metrics: Schema.Array(MetricView),
  /** How many `trades` there are to page through. */
  trades: Schema.Int,
  /** State of the run at the end. */
  state: Schema.String
}).annotate({ identifier: "BacktestResult" })
export type BacktestResultView = typeof BacktestResultView.Type

/** One fill. */
export const TradeView = Schema.Struct({
  /** Counted from 0. */
  index: Schema.Int,
  at: Schema.Int,
  side: Side,
  purpose: Purpose,
  price: Decimal,
  quantity: Decimal,
  fee: Schema.Struct({ asset: Schema.String, amount: Decimal })
}).annotate({ identifier: "Trade" })
export type TradeView = typeof TradeView.Type

export const TradesPage = Schema.Struct({
  total: Schema.Int,
  trades: Schema.Array(TradeView),
  /** `after` of the next page; absent on the last. */
  next: Schema.optionalKey(Schema.Int)
})

export const ComparisonView = Schema.Struct({
  first: BacktestResultView,
  second: BacktestResultView,
  /** Every figure both have: second minus first, and which is better where one is. */
  differences: Schema.Array(
    Schema.Struct({
      name: Schema.String,
      title: Schema.String,
      unit: Schema.String,
      first: Schema.optionalKey(Decimal),
      second: Schema.optionalKey(Decimal),
      difference: Schema.optionalKey(Decimal),
      better: Schema.optionalKey(Schema.Literals(["FIRST", "SECOND"]))
    })
  )
}).annotate({ identifier: "Comparison" })
export type ComparisonView = typeof ComparisonView.Type
