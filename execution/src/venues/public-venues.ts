import { Context, Effect, Layer, type Scope } from "effect"
import type { VenueId } from "@tradetower/domain/market"
import { type Listings, ListingsUnavailable } from "@tradetower/platform"
import { ccxtThread } from "./ccxt/ccxt-thread.ts"
import { ccxtVenue } from "./ccxt/ccxt-venue.ts"
import { type CcxtName, ccxtNames } from "./ccxt/exchanges.ts"
import { type CoinbaseAddresses, coinbase, coinbaseVenue } from "./coinbase/coinbase-venue.ts"
import type { Venue } from "./venue.ts"

/** The venues that tell anybody their prices, by id. */
export class Venues extends Context.Service<Venues, ReadonlyMap<VenueId, Venue>>()("@tradetower/execution/Venues") {
  static readonly layer = (where: Where = {}) => Layer.effect(Venues, publicVenues(where))
}

/** Stand-ins in place of exchanges' own hosts. */
export interface Where {
  readonly coinbase?: CoinbaseAddresses
  readonly ccxt?: Partial<Record<CcxtName, string>>
}

/** All of them; none is asked anything before somebody needs it. */
export const publicVenues = (where: Where = {}): Effect.Effect<Venues["Service"], never, Scope.Scope> =>
  Effect.map(ccxtThread(where.ccxt ?? {}), (thread) => {
    const venues = [coinbaseVenue(where.coinbase ?? coinbase), ...ccxtNames.map((name) => ccxtVenue(name, thread))]
    return new Map(venues.map((venue) => [venue.id, venue]))
  })

/** What these venues list, for the API. */
export const listingsOf = (venues: Venues["Service"]): (typeof Listings)["Service"] => ({
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
