import { type CandleSeries, type Decimal, type Instrument, perpetualOf } from "@tradetower/domain"

/** A coin's lot; a file of whole volumes was taken for a stock's. */
const LOT = "0.00000001" as Decimal
const LOTS = 1e8

/** Candles read as a coin's against dollars, as those of its perpetual: price for price the same. */
export const asPerpetual = (instrument: Instrument, series: CandleSeries) => {
  const coin: Instrument = { ...instrument, assetClass: "CRYPTO", lotSize: LOT, minQuantity: LOT }
  const finer = instrument.lotSize === LOT ? series.volume : series.volume.map((whole) => whole * LOTS)
  return { instrument: perpetualOf(coin), series: { ...series, volume: finer } }
}
