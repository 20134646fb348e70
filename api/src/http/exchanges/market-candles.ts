import { Effect } from "effect"
import {
  type Candle,
  type VenueId,
  joinCandles,
  type Market,
  type Symbol,
  type Timeframe,
  timeframeMillis
} from "@tradetower/domain/market"
import { marketArchive, marketNow, readCandles } from "@tradetower/platform"
import type { CandleRow } from "../../../contract/index.ts"
import { findMarket, priced } from "./market-store.ts"

const DEFAULT = 300

const row =
  (market: Market) =>
  (candle: Candle): CandleRow => [
    candle.at,
    market.priceText(candle.open),
    market.priceText(candle.high),
    market.priceText(candle.low),
    market.priceText(candle.close),
    market.quantityText(candle.volume)
  ]

/** The newest closed candles of a market between two moments, oldest first. */
export const candles = Effect.fn("api.candles")(function* (
  venue: VenueId,
  symbol: Symbol,
  query: { readonly timeframe?: Timeframe; readonly from?: number; readonly to?: number; readonly limit?: number }
) {
  const { market } = priced(yield* findMarket(venue, symbol))
  const timeframe = query.timeframe ?? "1m"
  const limit = query.limit ?? DEFAULT
  const length = timeframeMillis[timeframe]
  const to = query.to ?? (yield* marketNow) + 1
  // One more than asked for: the newest may not be closed yet.
  const first = to - (limit + 1) * length
  const from = Math.max(0, query.from ?? 0, first - (first % length))
  const minutes = yield* readCandles(marketArchive(venue), symbol, from, to)
  return joinCandles(minutes, timeframe).slice(-limit).map(row(market))
})
