import { Effect, Stream } from "effect"
import type { PriceFeed, Symbol } from "@tradetower/domain/market"
import { onceWanted } from "../../venues/once-wanted.ts"
import type { Look, Venue } from "../../venues/venue.ts"
import type { AlpacaAddresses } from "./addresses.ts"
import { ALPACA } from "./instruments.ts"
import type { OpenKeys } from "./open-key.ts"

/** Alpaca's own prices: stocks and coins. Nothing of it is read before somebody asks for one. */
export const alpacaVenue = (at: AlpacaAddresses, keys: OpenKeys): Venue => {
  let feed: PriceFeed | undefined = { _tag: "PARTIAL", exchange: "IEX" }
  const told = (now: PriceFeed | undefined) => void (feed = now)
  let opened: Promise<Required<Pick<Venue, "find" | "get" | "prices" | "looks" | "candles">>> | undefined
  const market = Effect.promise(
    () => (opened ??= import("./market/alpaca-market.ts").then(({ alpacaMarket }) => alpacaMarket(at, keys, told)))
  )
  return {
    id: ALPACA,
    name: "Alpaca",
    source: "LIVE",
    note: "Live prices from Alpaca",
    lists: ["STOCK", "CRYPTO"],
    feedOf: ({ assetClass }) => (assetClass === "EQUITY" ? feed : undefined),
    instruments: Effect.succeed([]),
    onDemand: {},
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
