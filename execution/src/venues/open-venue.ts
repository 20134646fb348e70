import { Clock, Effect, type Scope } from "effect"
import type { Blobs, BlobsUnavailable, MarketTime, Store, StoreUnavailable } from "@tradetower/platform"
import { paperInstruments, paperSimulations } from "../brokers/paper/paper-markets.ts"
import { coinbaseVenue } from "./coinbase/coinbase-venue.ts"
import { type FeeRates, feeWords } from "./coinbase/fee-tier.ts"
import { liveInstruments } from "./coinbase/live-instruments.ts"
import { Venues } from "./public-venues.ts"
import { type ReplayOptions, type ReplayRefused, replayVenue } from "./replay/replay-venue.ts"
import { simulatedVenue } from "./simulated/simulated-venue.ts"
import type { Venue } from "./venue.ts"
import { COINBASE } from "./venue-ids.ts"
import { withPerpetuals } from "./with-perpetuals.ts"

/** Which prices the paper exchange trades at. */
export type VenueChoice =
  /** `fees`: what the paper exchange takes on spot pairs; default: Coinbase's first tier, or what the folder has. */
  | { readonly kind: "LIVE"; readonly fees?: FeeRates }
  | { readonly kind: "SIMULATED"; readonly speed: number; readonly seed: number }
  /** `csv` is the text of the file called `name`. */
  | ({ readonly kind: "REPLAY" } & ReplayOptions)

/** The time that whoever trades at a venue goes by. */
export const timeOf = ({ now }: Venue): (typeof MarketTime)["Service"] => ({ now: now ?? Clock.currentTimeMillis })

/**
 * The venue that paper accounts trade at, with its perpetuals, by whose time everything that trades on it lives. Waits
 * for nobody outside: what has to be asked for first is asked for when its instruments are.
 */
export const openVenue = (
  choice: VenueChoice
): Effect.Effect<Venue, ReplayRefused | BlobsUnavailable | StoreUnavailable, Blobs | Store | Venues | Scope.Scope> =>
  Effect.map(chosen(choice), withPerpetuals)

const chosen = (
  choice: VenueChoice
): Effect.Effect<Venue, ReplayRefused | BlobsUnavailable | StoreUnavailable, Blobs | Store | Venues | Scope.Scope> => {
  switch (choice.kind) {
    case "LIVE":
      return Effect.gen(function* () {
        const venue = (yield* Venues).get(COINBASE) ?? coinbaseVenue()
        const { fees, instruments } = yield* liveInstruments(venue, paperInstruments(COINBASE), choice.fees)
        return { ...venue, instruments, note: `${venue.note}. ${feeWords(fees)}` }
      })
    case "SIMULATED":
      return simulatedVenue({ markets: paperSimulations, seed: choice.seed, speed: choice.speed })
    case "REPLAY":
      return replayVenue(choice)
  }
}
