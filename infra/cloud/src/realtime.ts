import { Effect } from "effect"
import { forever, partShares } from "@tradetower/platform"
import { sharedRealtime } from "@tradetower/realtime"
import { runPart } from "./run-part.ts"
import { realtimeSettings } from "./settings.ts"

/** Screens, projections and metrics: any number of processes divide the shares among them. */
runPart(
  "realtime",
  Effect.gen(function* () {
    const settings = yield* realtimeSettings
    const { realtime: shares } = yield* partShares
    return yield* forever("realtime", sharedRealtime({ settings, shares, outwards: "INTERNET" }))
  })
)
