import { Clock, Effect } from "effect"
import { COINBASE } from "../venue-ids.ts"
import { type Instrument, marketOf } from "@tradetower/domain/market"
import type { MarketSource } from "../market-source.ts"
import { coinbaseCandles } from "./coinbase-candles.ts"
import { productReachable } from "./coinbase-products.ts"
import { coinbaseTicks } from "./coinbase-ticks.ts"
import { coinbaseTrading } from "./coinbase-trading.ts"
import { ExchangeClock, localTime } from "./exchange-clock.ts"

/** Where Coinbase's public market data is. */
export interface CoinbaseAddresses {
  readonly rest: string
  readonly feed: string
}
export const coinbase: CoinbaseAddresses = {
  rest: "https://api.coinbase.com/api/v3/brokerage",
  feed: "wss://advanced-trade-ws.coinbase.com"
}

/** Whether live prices can be had: asked once at start, so briefly. */
export const coinbaseReachable = (at: CoinbaseAddresses = coinbase): Effect.Effect<boolean> => productReachable(at.rest)

/** Live public prices of Coinbase: every trade, no account needed. Times are Coinbase's, also where our clock is wrong. */
export const coinbaseSource = (
  instruments: ReadonlyArray<Instrument>,
  at: CoinbaseAddresses = coinbase
): MarketSource => {
  const markets = new Map(instruments.map((instrument) => [instrument.symbol as string, marketOf(instrument)]))
  const clock = new ExchangeClock()
  const ticks = coinbaseTicks(at.feed, markets, clock)
  return {
    time: { now: Effect.map(Clock.Clock, (local) => clock.at(localTime(local))) },
    data: {
      venue: COINBASE,
      name: "Coinbase",
      source: "LIVE",
      note: "Live prices from Coinbase",
      instruments: Effect.succeed(instruments),
      candles: (symbol, from, to) => {
        const market = markets.get(symbol)
        return market === undefined ? Effect.succeed([]) : coinbaseCandles(at.rest, market, from, to)
      },
      trading: coinbaseTrading(at.rest, instruments),
      ...ticks
    }
  }
}
