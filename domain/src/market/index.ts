export { valueOf } from "./value.ts"
export { isInWholeUnits } from "./whole-units.ts"
export { priceDecimals } from "./price-decimals.ts"
export { amountWords, priceWords, sizeWords } from "./words.ts"
export * from "./candle.ts"
export * from "./instrument.ts"
export * from "./market.ts"
export { type CandleBuilder, candleBuilder, candleStart, type ClosedCandle, joinCandles } from "./candle-builder.ts"
export { CANDLE_CSV_HEADER, parseCandleCsv } from "./candle-csv.ts"
export { type OddCandle, oddCandle } from "./odd-candle.ts"
export { CANDLE_FIELDS, CandleFileInvalid, GrowingColumns, timeframeOf, wrongIn } from "./candle-file.ts"
export { inferInstrument, InstrumentChoice } from "./infer-instrument.ts"
export {
  CandleColumn,
  type CandleLayout,
  cellsOf,
  LayoutChoice,
  layoutWords,
  readColumns,
  wrongColumns
} from "./candle-layout.ts"
export { guessLayout } from "./guess-layout.ts"
export { type CandlesRead, linesOf, readCandleCsv } from "./read-candle-csv.ts"
export { readingWords } from "./reading-words.ts"
export { takesAll, TradingStatus } from "./trading-status.ts"
export { feedDelay, feedRefusal, feedWords } from "./feed-words.ts"
export { PriceFeed } from "./price-feed.ts"
export { bareName } from "./bare-name.ts"
export { pairInName, pairWritten } from "./pair-in-name.ts"
export { perpetualBase, perpetualOf, perpetualSymbol } from "./perpetual.ts"
export { decodeSeries, encodeSeries, SeriesUnreadable } from "./series-bytes.ts"
export {
  nextCandles,
  nextTicks,
  simulatedHistory,
  type SimulatedMarket,
  simulatedMarket,
  type SimulatedTick,
  type SimulationOf
} from "./simulated.ts"
export { draw, type Random, random } from "./random.ts"
export {
  type CandleColumns,
  candleAt,
  candleColumns,
  type CandleGap,
  type CandleSeries,
  candleSeries,
  firstAt,
  gapsOf,
  inLotsOf,
  seriesOf,
  sliceSeries,
  type UngappedSeries
} from "./candle-series.ts"
export { nextTouch, type PriceIndex, priceIndex } from "./price-index.ts"
export { Term, termDays } from "./outlook.ts"
