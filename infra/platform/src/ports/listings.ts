import { Context, Effect, Schema } from "effect"
import type { Instrument, VenueId } from "@tradetower/domain/market"

/** What a venue lists can't be had. */
export class ListingsUnavailable extends Schema.TaggedError<ListingsUnavailable>()("ListingsUnavailable", {
  /** In words, what to do too. */
  message: Schema.String,
  /** Asking again may help. */
  retryable: Schema.Boolean
}) {}

/** A venue whose public prices and past can be had, whether or not bots trade there. */
export interface PublicVenue {
  readonly id: VenueId
  readonly name: string
  /** How far back it tells 1-minute candles, ms; absent where it tells years. */
  readonly remembers?: number
}

/** An instrument, and how its venue writes it. */
export interface FoundInstrument {
  readonly instrument: Instrument
  readonly venueSymbol: string
}

/**
 * What public venues list, which may be thousands each: looked up, never kept whole. Fulfilled by what talks to them;
 * by default there is none.
 */
export const Listings = Context.Reference<{
  readonly venues: ReadonlyArray<PublicVenue>
  /** The best answers to a text first, `take` of them after the first `skip`; `total` counts all. */
  readonly find: (
    venue: VenueId,
    text: string,
    page: { readonly skip: number; readonly take: number }
  ) => Effect.Effect<{ readonly found: ReadonlyArray<FoundInstrument>; readonly total: number }, ListingsUnavailable>
}>("@tradetower/platform/Listings", {
  defaultValue: () => ({
    venues: [],
    find: (venue) =>
      Effect.fail(new ListingsUnavailable({ message: `there is no venue ${venue} here`, retryable: false }))
  })
})
