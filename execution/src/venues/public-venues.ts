import { Effect, type Scope } from "effect"
import type { VenueId } from "@tradetower/domain/market"
import { type Listings, ListingsUnavailable } from "@tradetower/platform"
import { ccxtThread } from "./ccxt/ccxt-thread.ts"
import { ccxtVenue } from "./ccxt/ccxt-venue.ts"
import { type CcxtName, ccxtNames } from "./ccxt/exchanges.ts"
import { type CoinbaseAddresses, coinbase } from "./coinbase/coinbase-source.ts"
import { coinbaseVenue } from "./coinbase/coinbase-venue.ts"
import type { Venue } from "./venue.ts"

/** The venues that tell anybody their prices, by id. */
export type Venues = ReadonlyMap<VenueId, Venue>

/** All of them; none is asked anything before somebody needs it. `instead`: stand-ins in place of exchanges' hosts. */
export const publicVenues = (
  at: CoinbaseAddresses = coinbase,
  instead: Partial<Record<CcxtName, string>> = {}
): Effect.Effect<Venues, never, Scope.Scope> =>
  Effect.map(ccxtThread(instead), (thread) => {
    const venues = [coinbaseVenue(at), ...ccxtNames.map((name) => ccxtVenue(name, thread))]
    return new Map(venues.map((venue) => [venue.id, venue]))
  })

/** What these venues list, for the API. */
export const listingsOf = (venues: Venues): (typeof Listings)["Service"] => ({
  venues: [...venues.values()].map(({ id, name, remembers }) => ({
    id,
    name,
    ...(remembers !== undefined && { remembers })
  })),
  find: (id, text, page) => {
    const venue = venues.get(id)
    return venue === undefined
      ? Effect.fail(new ListingsUnavailable({ message: `there is no venue ${id} here`, retryable: false }))
      : Effect.mapError(
          venue.find(text, page),
          ({ message, retryable }) => new ListingsUnavailable({ message, retryable })
        )
  }
})
