import { Effect, Stream } from "effect"
import type { PriceFeed, Symbol } from "@tradetower/domain/market"
import { onceWanted } from "../../venues/once-wanted.ts"
import type { Look, Venue } from "../../venues/venue.ts"
import type { Keyring } from "../keyring.ts"
import type { TastytradeAddresses } from "./addresses.ts"
import type { Contracts } from "./contracts.ts"
import { TASTYTRADE } from "./instruments.ts"
import type { TastytradeKey } from "./key.ts"

type Opened = Required<Pick<Venue, "find" | "get" | "prices" | "looks" | "candles">>

/** tastytrade's own prices: US shares and futures. Nothing of it is read before somebody asks for one. */
export const tastytradeVenue = (at: TastytradeAddresses, keys: Keyring<TastytradeKey>, contracts: Contracts): Venue => {
  let feed: PriceFeed | undefined
  const told = (now: PriceFeed | undefined) => void (feed = now)
  let opened: Promise<Opened> | undefined
  const market = Effect.promise(
    () =>
      (opened ??= import("./market/tastytrade-market.ts").then(({ tastytradeMarket }) =>
        tastytradeMarket(at, keys, contracts, told)
      ))
  )
  return {
    id: TASTYTRADE,
    name: "tastytrade",
    source: "LIVE",
    note: "Live prices from tastytrade",
    lists: ["STOCK", "FUTURES"],
    // Several trades of a tenth of a second are told as one: candles are the broker's own.
    sampled: true,
    feedOf: () => feed,
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
