import { candleAt, decodeSeries, marketOf } from "@tradetower/domain"
import type { CandleRow, Market } from "../client/contract.ts"

/** Candles in columns as rows of decimals. */
export const rowsOf = (instrument: Market["instrument"], bytes: ArrayBuffer): ReadonlyArray<CandleRow> => {
  const market = marketOf(instrument as Parameters<typeof marketOf>[0])
  const series = decodeSeries(new Uint8Array(bytes))
  return Array.from({ length: series.length }, (_, i): CandleRow => {
    const { at, open, high, low, close, volume } = candleAt(series, i)
    const text = market.priceText
    return [at, text(open), text(high), text(low), text(close), market.quantityText(volume)]
  })
}
