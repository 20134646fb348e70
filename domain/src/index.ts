export * from "./bot/event.ts"
export * from "./bot/life.ts"
export * from "./bot/start.ts"
export * from "./bot/own-figure.ts"
export * from "./bot/step.ts"
export { advance, type Outcome } from "./bot/advance.ts"
export { type ForeseenChange, foreseeChange } from "./bot/foresee-change.ts"
export { decodeState, encodeState, RULES_VERSION } from "./bot/encode.ts"
export { copyState, type RunState } from "./bot/state.ts"
export { initialState } from "./bot/initial-state.ts"
export type { RunConfig } from "./bot/run-config.ts"
export { closesPosition } from "./bot/kept.ts"
export { summarize } from "./bot/summarize.ts"
export { meets } from "./bot/waking.ts"
export { calendarWords } from "./calendar/calendar-words.ts"
export { marketTurns, type Turn, type Turns } from "./calendar/turns.ts"
export { afterOpenTime, isOpen, nextChange, openTimeBetween, type Session, sessionAt } from "./calendar/sessions.ts"
export {
  endedRun,
  EndedRuns,
  noRuns,
  positionProfitAt,
  resultOfEnded,
  sinceTheirEnd,
  together
} from "./ledger/ended-runs.ts"
export { type Ledger, sums } from "./ledger/ledger.ts"
export { valueOf } from "./market/value.ts"
export { clientOrderId, runShort, runShortOf } from "./order/client-order-id.ts"
export { type LiveOrder } from "./order/live-order.ts"
export { fieldsIn, type SettingField } from "./field/fields.ts"
export { fieldsOf } from "./strategy/fields.ts"
export { buyingOnlyLacking, type Lacking, lackingOf } from "./strategy/btd/lacking.ts"
export { bringsOf, investedFunds, stakeAt } from "./strategy/brings.ts"
export { strategies, strategyNamed } from "./strategy/registry.ts"
export { type Plan, type Problem } from "./bot/plan.ts"
export { type Description, type Funds } from "./bot/strategy.ts"
export { fieldNames, fieldProblems, problemText, strictly } from "./field-problems.ts"
export { type AtWorst, atWorst } from "./strategy/futures/at-worst.ts"
export { changeProblems } from "./strategy/change-problems.ts"
export { botEvent } from "./strategy/bot-event.ts"
export { type BotRunConfig, type BotRunState, runConfig } from "./strategy/run-config.ts"
export { fundsIn, kindProblem, plan, type Preset, presets, tradesOn, validateSettings } from "./strategy/validate.ts"
export * from "./bot/summary.ts"
export * from "./bot/wake.ts"
export * from "./ids.ts"
export * from "./live.ts"
export { amountWords, priceWords, sizeWords } from "./market/words.ts"
export * from "./market/candle.ts"
export * from "./market/instrument.ts"
export * from "./market/market.ts"
export * from "./messages.ts"
export * from "./number/decimal.ts"
export { plainNumber } from "./number/plain-number.ts"
export { asQuantity } from "./number/exact.ts"
export { add, big, type Whole, whole } from "./number/whole.ts"
export * from "./order/order.ts"
export * from "./order/report.ts"
export { instrumentUnder } from "./terms/instrument-under.ts"
export { brokerTerms, classOf, isKind, termsNames, TermsName, termsOf } from "./terms/list.ts"
export { type BrokerTerms, type FeeSchedule, type InstrumentClass, type Terms } from "./terms/terms.ts"
export * from "./strategy/dca/settings.ts"
export * from "./strategy/combo/settings.ts"
export * from "./strategy/dca-futures/settings.ts"
export * from "./strategy/futures-grid/settings.ts"
export * from "./field/field.ts"
export * from "./strategy/grid/settings.ts"
export * from "./strategy/btd/settings.ts"
export * from "./strategy/loop/settings.ts"
export * from "./strategy/settings.ts"
export * from "./strategy/twap/settings.ts"
export { Term, termDays } from "./market/outlook.ts"
export {
  type Account,
  balances,
  crossings,
  fillsSince,
  findOrder,
  openAccount,
  openOrders,
  type PaperFill
} from "./exchange/account.ts"
export { type Crossings } from "./exchange/book.ts"
export { cancel } from "./exchange/cancel.ts"
export { type FillModel, plainFills, type Slippage } from "./exchange/fill-model.ts"
export { type PaperOrder } from "./exchange/paper-order.ts"
export {
  type AccountChange,
  accountFromRows,
  AccountUnreadable,
  decodeAccount,
  drainChanges,
  encodeAccount,
  forgetBefore
} from "./exchange/persist.ts"
export { chargeFunding, fundingAfter, nextFunding } from "./exchange/margin/funding.ts"
export { expireDay } from "./exchange/expire.ts"
export { place } from "./exchange/place.ts"
export { type Move, priceMoved } from "./exchange/price-moved.ts"
export {
  type CandleBuilder,
  candleBuilder,
  candleStart,
  type ClosedCandle,
  joinCandles
} from "./market/candle-builder.ts"
export { CANDLE_CSV_HEADER, parseCandleCsv } from "./market/candle-csv.ts"
export { type OddCandle, oddCandle } from "./market/odd-candle.ts"
export { CANDLE_FIELDS, CandleFileInvalid, GrowingColumns, timeframeOf, wrongIn } from "./market/candle-file.ts"
export { LATEST, Moment, readMoment } from "./calendar/moment.ts"
export { echo } from "./echo.ts"
export { gapsWhileOpen } from "./calendar/gaps-while-open.ts"
export { inferInstrument, InstrumentChoice } from "./market/infer-instrument.ts"
export {
  CandleColumn,
  type CandleLayout,
  cellsOf,
  LayoutChoice,
  layoutWords,
  readColumns,
  wrongColumns
} from "./market/candle-layout.ts"
export { guessLayout } from "./market/guess-layout.ts"
export { type CandlesRead, linesOf, readCandleCsv } from "./market/read-candle-csv.ts"
export { readingWords } from "./market/reading-words.ts"
export { takesAll, TradingStatus } from "./market/trading-status.ts"
export { pairInName, pairWritten } from "./market/pair-in-name.ts"
export { perpetualBase, perpetualOf, perpetualSymbol } from "./market/perpetual.ts"
export { decodeSeries, encodeSeries, SeriesUnreadable } from "./market/series-bytes.ts"
export {
  nextCandles,
  nextTicks,
  simulatedHistory,
  type SimulatedMarket,
  simulatedMarket,
  type SimulatedTick,
  type SimulationOf
} from "./market/simulated.ts"
export { draw, type Random, random } from "./market/random.ts"
export {
  type CandleColumns,
  candleAt,
  candleColumns,
  type CandleGap,
  type CandleSeries,
  candleSeries,
  firstAt,
  gapsOf,
  seriesOf,
  sliceSeries,
  type UngappedSeries
} from "./market/candle-series.ts"
export { nextTouch, type PriceIndex, priceIndex } from "./market/price-index.ts"
export {
  type BacktestOptions,
  BarOrder,
  type SimulationOptions,
  WarmUpTooShort
} from "./simulation/backtest-options.ts"
export * from "./simulation/backtest-result.ts"
export * from "./simulation/sweep.ts"
export { heldOutFrom, rankSweep, type SweepOptions, sweepRow } from "./simulation/sweep-run.ts"
export { everyBar, type EveryBar } from "./simulation/every-bar.ts"
export { barPath, type PathPoint } from "./simulation/bar-path.ts"
export type { Past } from "./simulation/past.ts"
export { NeverSleeps, paperRun, type PaperRun, type RunStep } from "./simulation/paper-run.ts"
export { backtest } from "./simulation/backtest.ts"
export { type IndicatorStart } from "./indicator/watch.ts"
export { type Beginnings, beginningsOf } from "./simulation/beginnings.ts"
export { type Lately, latelyOf } from "./simulation/lately.ts"
export { LAYOUT_DAYS, presetsAt, type WalkedPreset, walkedPresets, WALKED_DAYS } from "./simulation/walked-presets.ts"
export { type Simulation, simulate } from "./simulation/simulate.ts"
export { type Breach, exposureBreach, liquidationBreach, lossBreach, pairBreach } from "./risk/breach.ts"
export { checkOrder, oneRefusal } from "./risk/check-order.ts"
export {
  type AssetAmount,
  commitmentBeyond,
  commitmentOf,
  type CommitmentVerdict,
  judgeCommitment,
  uncommitted
} from "./risk/commitment.ts"
export {
  type BrokerStanding,
  countedDays,
  type DayFill,
  type DayTradeFacts,
  dayTrades,
  LATEST_SWITCH,
  tradingDay
} from "./risk/day-trade.ts"
export { type ExposureFacts } from "./risk/exposure.ts"
export { expiryWarning } from "./risk/expiry.ts"
export { ASSET_UNITS, fundsRefusal, type Need, needOf } from "./risk/funds.ts"
export { leverageProblem } from "./risk/leverage.ts"
export { planBeyond, problemsWithin } from "./risk/within-limits.ts"
export { BotRiskLimits, defaultRiskLimits, orderLimits, type OrderLimits, RiskLimits } from "./risk/limits.ts"
export { countAnew, lossMeter, type LossMeter, measure } from "./risk/loss.ts"
export { type OrderFacts, type Refusal } from "./risk/order-facts.ts"
export { OrderRate } from "./risk/order-rate.ts"
export { reduces } from "./risk/reduces.ts"
export { resultAt, runStanding, type RunStanding, worthAt } from "./risk/standing.ts"
export { compareMetrics, type MetricDifference, type MetricRow, metricRows } from "./simulation/metric-rows.ts"
export {
  heatScale,
  type HeatScale,
  minusPath,
  ticksAmong,
  toneOf,
  tonePaths,
  TONES,
  tonesOf
} from "./simulation/heat-scale.ts"
export { endWords } from "./simulation/end-words.ts"
export { gapWords } from "./simulation/gap-words.ts"
export { spanWords } from "./simulation/span-words.ts"
export { feesOn, fillsUnder, SlippageSetting, TradingCosts } from "./simulation/trading-costs.ts"
