import { Effect } from "effect"
import type { PriceFeed } from "@tradetower/domain/market"
import { lazyMarket } from "../../venues/lazy-market.ts"
import type { Venue } from "../../venues/venue.ts"
import type { Keyring } from "../keyring.ts"
import type { TastytradeAddresses } from "./addresses.ts"
import type { Contracts } from "./contracts.ts"
import { TASTYTRADE } from "./instruments.ts"
import type { TastytradeKey } from "./key.ts"

/** tastytrade's own prices: US shares and futures. Nothing of it is read before somebody asks for one. */
export const tastytradeVenue = (at: TastytradeAddresses, keys: Keyring<TastytradeKey>, contracts: Contracts): Venue => {
  let feed: PriceFeed | undefined
  const told = (now: PriceFeed | undefined) => void (feed = now)
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
    ...lazyMarket(() =>
      import("./market/tastytrade-market.ts").then(({ tastytradeMarket }) =>
        tastytradeMarket(at, keys, contracts, told)
      )
    )
  }
}
