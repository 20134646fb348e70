import { Effect, Stream } from "effect"
import type { Symbol } from "@tradetower/domain/market"
import { onceWanted } from "./once-wanted.ts"
import type { Look, Venue } from "./venue.ts"

/** What a venue is asked of its markets. */
export type Market = Required<Pick<Venue, "find" | "get" | "prices" | "looks" | "candles">>

/** The same of one that is read only once somebody asks for something: who trades elsewhere starts without it. */
export const lazyMarket = (read: () => Promise<Market>): Market => {
  let opened: Promise<Market> | undefined
  const market = Effect.promise(() => (opened ??= read()))
  return {
    find: (text, page) => Effect.flatMap(market, ({ find }) => find(text, page)),
    get: (symbol) => Effect.flatMap(market, ({ get }) => get(symbol)),
    prices: (wanted) =>
      onceWanted(
        wanted,
        Effect.map(market, ({ prices }) => prices(wanted))
      ),
    looks: (wanted) =>
      Stream.concat(
        Stream.succeed<ReadonlyMap<Symbol, Look>>(new Map()),
        onceWanted(
          wanted,
          Effect.map(market, ({ looks }) => looks(wanted))
        )
      ),
    candles: (instrument, from, to) => Effect.flatMap(market, ({ candles }) => candles(instrument, from, to))
  }
}
