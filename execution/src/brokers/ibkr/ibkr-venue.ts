import { Effect, Stream } from "effect"
import { lazyMarket } from "../../venues/lazy-market.ts"
import { looksByAsking } from "../../venues/looks.ts"
import type { Venue } from "../../venues/venue.ts"
import { IBKR } from "./instruments.ts"
import type { OpenMarkets } from "./open-markets.ts"

/** A price without the data plan is so old. */
const DELAYED = { _tag: "DELAYED", minutes: 15 } as const

/** Interactive Brokers' own prices of stocks and futures, as one of the accounts that are open tells them. */
export const ibkrVenue = (markets: OpenMarkets): Venue => ({
  id: IBKR,
  name: "Interactive Brokers",
  source: "LIVE",
  note: "Prices from Interactive Brokers",
  lists: ["STOCK", "FUTURES"],
  // A look each quarter of a second, not every trade.
  sampled: true,
  feedOf: ({ symbol }) => (markets.isTimely(symbol) ? undefined : DELAYED),
  instruments: Effect.succeed([]),
  onDemand: {},
  ...lazyMarket(() =>
    Promise.resolve({
      find: (text, page) => Effect.flatMap(markets.any, ({ find }) => find(text, page)),
      get: (symbol) => Effect.flatMap(markets.any, ({ get }) => get(symbol)),
      looks: (wanted) =>
        looksByAsking((instrument) => Effect.flatMap(markets.any, ({ look }) => look(instrument)), wanted),
      prices: (wanted) => Stream.unwrap(Effect.map(markets.any, ({ prices }) => prices(wanted))),
      candles: (instrument, from, to) => Effect.flatMap(markets.any, ({ candles }) => candles(instrument, from, to))
    })
  )
})
