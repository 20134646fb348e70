import { Effect } from "effect"
import type { PriceFeed } from "@tradetower/domain/market"
import { lazyMarket } from "../../venues/lazy-market.ts"
import type { Venue } from "../../venues/venue.ts"
import type { AlpacaAddresses } from "./addresses.ts"
import { ALPACA } from "./instruments.ts"
import type { OpenKeys } from "./open-key.ts"

/** Alpaca's own prices: stocks and coins. Nothing of it is read before somebody asks for one. */
export const alpacaVenue = (at: AlpacaAddresses, keys: OpenKeys): Venue => {
  let feed: PriceFeed | undefined = { _tag: "PARTIAL", exchange: "IEX" }
  const told = (now: PriceFeed | undefined) => void (feed = now)
  return {
    id: ALPACA,
    name: "Alpaca",
    source: "LIVE",
    note: "Live prices from Alpaca",
    lists: ["STOCK", "CRYPTO"],
    feedOf: ({ assetClass }) => (assetClass === "EQUITY" ? feed : undefined),
    instruments: Effect.succeed([]),
    onDemand: {},
    ...lazyMarket(() => import("./market/alpaca-market.ts").then(({ alpacaMarket }) => alpacaMarket(at, keys, told)))
  }
}
