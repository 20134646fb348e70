import { Effect, Stream } from "effect"
import type { Instrument, Symbol } from "@tradetower/domain/market"
import { listing } from "../venues/listing.ts"
import type { Venue } from "../venues/venue.ts"

/** What is followed at a venue whose prices a broker's accounts trade at, by our symbol; `seeing` keeps it true. */
export const followedInstruments = (): {
  readonly followed: ReadonlyMap<Symbol, Instrument>
  readonly seeing: (seen: Venue) => Venue
} => {
  const followed = new Map<Symbol, Instrument>()
  const { always, follow } = listing((instrument) => void followed.set(instrument.symbol, instrument))
  return {
    followed,
    seeing: (seen) => ({
      ...seen,
      instruments: Effect.tap(seen.instruments, always),
      prices: (wanted) => Stream.unwrap(Effect.as(follow(wanted), seen.prices(wanted)))
    })
  }
}
