import { VenueId } from "@tradetower/domain/market"

/** Coinbase's public prices. */
export const COINBASE = VenueId.make("coinbase")
/** Prices that are made up. */
export const SIMULATED = VenueId.make("simulated")
/** A recording that is played. */
export const REPLAY = VenueId.make("replay")
