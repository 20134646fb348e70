import { Config, Schema } from "effect"
import type { VenueChoice } from "@tradetower/execution"
import { freeTier, type RealtimeSettings, standardTier } from "@tradetower/realtime"

/** `PORT`: where a part says how it stands. */
export const healthPort: Config.Config<number> = Config.Port("PORT").pipe(Config.withDefault(8_080))

/** `FUNCTIONS_PORT`: where the functions answer under our own host. */
export const functionsPort: Config.Config<number> = Config.Port("FUNCTIONS_PORT").pipe(Config.withDefault(7_071))

/** `TRADETOWER_MARKET`: which prices the paper exchange trades at. `live` (default), or `simulated` without internet. */
export const marketChoice: Config.Config<VenueChoice> = Config.Literals(
  ["live", "simulated"],
  "TRADETOWER_MARKET"
).pipe(
  Config.withDefault("live"),
  Config.map((market) => (market === "live" ? { kind: "LIVE" } : { kind: "SIMULATED", seed: 1, speed: 1 }))
)

/** Web PubSub Standard has 1 to 100 units, of so many messages a day each. */
const MESSAGES_A_UNIT = 1_000_000
const Units = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 }))

/**
 * `WEBPUBSUB_TIER`: how many messages Web PubSub lets pass. `free` (default) or `standard`; of that, `WEBPUBSUB_UNITS` (1)
 * has a million a day each.
 */
export const realtimeSettings: Config.Config<RealtimeSettings> = Config.all({
  tier: Config.Literals(["free", "standard"], "WEBPUBSUB_TIER").pipe(Config.withDefault("free")),
  units: Config.schema(Units, "WEBPUBSUB_UNITS").pipe(Config.withDefault(1))
}).pipe(
  Config.map(({ tier, units }) =>
    tier === "free" ? freeTier : { ...standardTier, dailyQuota: units * MESSAGES_A_UNIT }
  )
)
