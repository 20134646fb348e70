import { Effect, Layer } from "effect"
import { listingsOf, Venues } from "@tradetower/execution"
import { Listings } from "@tradetower/platform"

/** What public venues list, for the API; none is asked before somebody searches. */
export const publicListings = Layer.effect(Listings, Effect.map(Venues, listingsOf)).pipe(Layer.provide(Venues.layer()))
