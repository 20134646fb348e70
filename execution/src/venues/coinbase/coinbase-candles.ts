import { Effect, Option, Schema } from "effect"
import { type Candle, type Market, timeframeMillis } from "@tradetower/domain/market"
import { get, noPair, understood } from "./coinbase-rest.ts"
import { coinsOf } from "./future.ts"
import { CandlesAnswer } from "./messages.ts"

const MINUTE = timeframeMillis["1m"]
/** Candles a request may ask for. */
export const PAGE = 300
const WITHIN = 10_000

const decode = Schema.decodeUnknownEffect(CandlesAnswer)

/** One page of 1-minute candles that opened in `[from, to)`, oldest first: at most 300 minutes. */
export const coinbasePage = Effect.fn("Coinbase.page")(function* (
  rest: string,
  market: Market,
  from: number,
  to: number
) {
  const last = to - MINUTE
  const span = `start=${from / 1000}&end=${last / 1000}&granularity=ONE_MINUTE&limit=${PAGE}`
  const { symbol } = market.instrument
  const answer = yield* get(rest, `/market/products/${encodeURIComponent(symbol)}/candles?${span}`, WITHIN, "USUAL")
  if (Option.isNone(answer)) return yield* noPair(symbol)
  const { candles } = yield* understood(decode(answer.value))
  return candles
    .flatMap((row): ReadonlyArray<Candle> => {
      const at = row.start * 1000
      if (at < from || at > last) return []
      return [
        {
          at,
          open: market.roundPrice(row.open, "DOWN"),
          high: market.roundPrice(row.high, "UP"),
          low: market.roundPrice(row.low, "DOWN"),
          close: market.roundPrice(row.close, "DOWN"),
          volume: market.lotsIn(market.base(coinsOf(market, row.volume)))
        }
      ]
    })
    .sort((a, b) => a.at - b.at)
})

/** 1-minute candles that opened in `[from, to)`, oldest first; asks page by page. */
export const coinbaseCandles = Effect.fn("Coinbase.candles")(function* (
  rest: string,
  market: Market,
  from: number,
  to: number
) {
  const found: Array<Candle> = []
  for (let start = from; start < to; start += PAGE * MINUTE)
    found.push(...(yield* coinbasePage(rest, market, start, Math.min(start + PAGE * MINUTE, to))))
  return found
})
