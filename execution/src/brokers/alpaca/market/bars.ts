import { Clock, Effect } from "effect"
import { type Candle, type Instrument, marketOf, type Market } from "@tradetower/domain/market"
import type { ExchangeUnavailable } from "../../../unavailable.ts"
import { withQuietMinutes } from "../../../venues/quiet-minutes.ts"
import { rfc3339 } from "../../../wire/instants.ts"
import { theirs } from "../instruments.ts"
import { type Rest, there } from "../rest.ts"
import { type Bar, BarsAnswer } from "./market-answers.ts"

/** Bars of a page. */
const PAGE = 10_000

/** Prices of shares: of the whole market, of one exchange alone, or of the whole market a quarter of an hour later. */
export type StockFeed = "sip" | "iex" | "delayed_sip"
/** By so much are those behind, and what is older than that is anybody's, ms. */
export const DELAY = 900_000

const candleOf = (market: Market, { c, h, l, o, t, v }: Bar): Candle => ({
  at: Date.parse(t),
  open: market.roundPrice(o, "DOWN"),
  high: market.roundPrice(h, "UP"),
  low: market.roundPrice(l, "DOWN"),
  close: market.roundPrice(c, "DOWN"),
  volume: market.lotsIn(market.base(v))
})

/** 1-minute candles that opened in `[from, to)`, oldest first. */
export const barsOf = Effect.fn("Alpaca.bars")(function* (
  rest: Rest,
  feed: StockFeed,
  instrument: Instrument,
  from: number,
  to: number
): Effect.fn.Return<ReadonlyArray<Candle>, ExchangeUnavailable> {
  const market = marketOf(instrument)
  const symbol = theirs(instrument)
  const isCoin = instrument.assetClass === "CRYPTO"
  const isLate = !isCoin && feed === "delayed_sip"
  const until = isLate ? Math.min(to, (yield* Clock.currentTimeMillis) - DELAY) : to
  if (until <= from) return []
  const path = isCoin ? "/v1beta3/crypto/us/bars" : "/v2/stocks/bars"
  const asked = new URLSearchParams({
    symbols: symbol,
    timeframe: "1Min",
    start: rfc3339(from),
    // It is included.
    end: rfc3339(until - 1),
    limit: String(PAGE),
    ...(!isCoin && { adjustment: "split", feed: isLate ? "sip" : feed })
  })
  const found: Array<Candle> = []
  const tokens = new Set<string>()
  for (;;) {
    const { bars, next_page_token } = yield* there(rest.get(`${path}?${asked.toString()}`, BarsAnswer))
    for (const bar of bars?.[symbol] ?? []) {
      const candle = candleOf(market, bar)
      const last = found.at(-1)?.at ?? -Infinity
      if (candle.at >= from && candle.at < to && candle.at > last) found.push(candle)
    }
    // The same one again would be asked for forever.
    if (typeof next_page_token !== "string" || next_page_token === "" || tokens.has(next_page_token)) break
    tokens.add(next_page_token)
    asked.set("page_token", next_page_token)
  }
  return withQuietMinutes(instrument, found, until)
})
