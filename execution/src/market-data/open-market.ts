import { Effect } from "effect"
import type { Blobs, BlobsUnavailable } from "@tradetower/platform"
import { paperInstruments, paperSimulations } from "../paper/paper-markets.ts"
import { coinbaseSource } from "./coinbase/coinbase-source.ts"
import type { MarketSource } from "./market-source.ts"
import { replaySource, type ReplayRefused } from "./replay-source.ts"
import { simulatedSource } from "./simulated-source.ts"
import { withPerpetuals } from "./with-perpetuals.ts"

/** Which prices the paper exchange trades at. */
export type MarketChoice =
  | { readonly kind: "LIVE" }
  | { readonly kind: "SIMULATED"; readonly speed: number; readonly seed: number }
  /** `csv` is the text of the file called `name`. */
  | { readonly kind: "REPLAY"; readonly name: string; readonly csv: string; readonly speed: number }

/** The paper exchange's market data, and the clock everything that trades on it lives by. */
export const openMarket = (
  choice: MarketChoice
): Effect.Effect<MarketSource, ReplayRefused | BlobsUnavailable, Blobs> =>
  Effect.map(spotMarket(choice), withPerpetuals)

const spotMarket = (choice: MarketChoice): Effect.Effect<MarketSource, ReplayRefused | BlobsUnavailable, Blobs> => {
  switch (choice.kind) {
    case "LIVE":
      return Effect.succeed(coinbaseSource(paperInstruments))
    case "SIMULATED":
      return simulatedSource({ markets: paperSimulations, seed: choice.seed, speed: choice.speed })
    case "REPLAY":
      return replaySource(choice)
  }
}
