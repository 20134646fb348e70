import {
  CANDLE_CSV_HEADER,
  candleAt,
  candleSeries,
  marketOf,
  nextCandles,
  type Price,
  type Quantity,
  simulatedMarket
} from "@tradetower/domain/market"
import { SweepAxis } from "@tradetower/domain/simulation"
import { Schema } from "effect"
import { pair } from "../system/instruments.ts"

/** A year of one-minute candles of a made-up coin, the same each time. */
export const MINUTES = 525_600
const SEED = 42
const START = Date.UTC(2024, 0, 1)

export const spot = marketOf(pair("BTC-USD"))

const first = simulatedMarket({ market: spot, seed: SEED, price: 6_000_000 as Price, at: START - 1000 })
export const series = candleSeries(nextCandles(first, MINUTES).candles)
export const open = (series.open[0] ?? 0) as Price

/** A share of its first price, as text. */
export const near = (share: number) => spot.priceText(Math.round(open * share) as Price)

/** Its candles as a file. */
export const csvOfYear = (): string => {
  const rows = Array.from({ length: series.length }, (_, i) => {
    const { at, close, high, low, open: from, volume } = candleAt(series, i)
    const prices = [from, high, low, close].map((price) => spot.priceText(price)).join(",")
    return `${at},${prices},${spot.quantityText(volume as Quantity)}`
  })
  return `${[CANDLE_CSV_HEADER, ...rows].join("\n")}\n`
}

/** 1,000 grids of 5 to 54 cells whose range begins at 20 prices. */
export const gridAxes = Schema.decodeUnknownSync(Schema.Array(SweepAxis))([
  { field: "gridLevels", from: "5", to: "54", step: "1" },
  { field: "lowPrice", from: near(0.7), to: near(0.89), step: spot.priceText(Math.round(open / 100) as Price) }
])
