import { Clock, Effect } from "effect"
import type { Blobs, BlobsUnavailable, Store, StoreUnavailable } from "@tradetower/platform"
import { paperInstruments, paperSimulations } from "../brokers/paper/paper-markets.ts"
import { coinbase, coinbaseVenue } from "./coinbase/coinbase-venue.ts"
import { type FeeRates, feeWords } from "./coinbase/fee-tier.ts"
import { liveInstruments } from "./coinbase/live-instruments.ts"
import { followed } from "./followed.ts"
import type { MarketSource } from "./market-source.ts"
import { Venues } from "./public-venues.ts"
import { type ReplayOptions, replaySource, type ReplayRefused } from "./replay/replay-source.ts"
import { simulatedSource } from "./simulated/simulated-source.ts"
import { COINBASE } from "./venue-ids.ts"
import { withPerpetuals } from "./with-perpetuals.ts"

/** Which prices the paper exchange trades at. */
export type MarketChoice =
  /** `fees`: what the paper exchange takes on spot pairs; default: Coinbase's first tier, or what the folder has. */
  | { readonly kind: "LIVE"; readonly fees?: FeeRates }
  | { readonly kind: "SIMULATED"; readonly speed: number; readonly seed: number }
  /** `csv` is the text of the file called `name`. */
  | ({ readonly kind: "REPLAY" } & ReplayOptions)

/** The paper exchange's market data, and the clock everything that trades on it lives by. */
export const openMarket = (
  choice: MarketChoice
): Effect.Effect<MarketSource, ReplayRefused | BlobsUnavailable | StoreUnavailable, Blobs | Store | Venues> =>
  Effect.map(spotMarket(choice), withPerpetuals)

const spotMarket = (
  choice: MarketChoice
): Effect.Effect<MarketSource, ReplayRefused | BlobsUnavailable | StoreUnavailable, Blobs | Store | Venues> => {
  switch (choice.kind) {
    case "LIVE":
      return Effect.gen(function* () {
        const venue = (yield* Venues).get(COINBASE) ?? coinbaseVenue()
        const fixed = yield* liveInstruments(coinbase.rest, paperInstruments(COINBASE), choice.fees)
        const data = yield* followed(venue, { fixed })
        const [first] = fixed
        return {
          time: { now: venue.now ?? Clock.currentTimeMillis },
          data: first === undefined ? data : { ...data, note: `${data.note}. ${feeWords(first)}` }
        }
      })
    case "SIMULATED":
      return simulatedSource({ markets: paperSimulations, seed: choice.seed, speed: choice.speed })
    case "REPLAY":
      return replaySource(choice)
  }
}
