import { candleAt, decodeSeries, joinCandles, marketOf } from "@tradetower/domain/market"
import type { CandleRow, Market } from "../client/contract.ts"
import type { Timeframe } from "../client/queries.ts"

/** Candles in columns as rows of decimals, joined to longer ones. */
export const rowsOf = (
  instrument: Market["instrument"],
  bytes: ArrayBuffer,
  timeframe: Timeframe
): ReadonlyArray<CandleRow> => {
  const market = marketOf(instrument as Parameters<typeof marketOf>[0])
  const series = decodeSeries(new Uint8Array(bytes))
  const candles = Array.from({ length: series.length }, (_, i) => candleAt(series, i))
  const text = market.priceText
  return joinCandles(candles, timeframe).map(({ at, open, high, low, close, volume }): CandleRow => {
    return [at, text(open), text(high), text(low), text(close), market.quantityText(volume)]
  })
}
