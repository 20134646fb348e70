import { app } from "@azure/functions"
import { Effect, Layer, ManagedRuntime } from "effect"
import { IMPORT_LIMIT } from "@tradetower/api/contract"
import { register } from "@tradetower/api/functions"
import { functionsHost, hostSettings, logInto, serveBare } from "@tradetower/local/functions-host"
import { Bus, forever } from "@tradetower/platform"
import type { AzurePlatform } from "@tradetower/platform/azure"
import { publicListings } from "./public-listings.ts"
import { runPart } from "./run-part.ts"
import { functionsPort } from "./settings.ts"

/** The functions under our own host instead of Azure's, for the Static Web Apps CLI in front of them at `FUNCTIONS_PORT`. */
runPart(
  "functions",
  Effect.gen(function* () {
    const platform = yield* Effect.context<AzurePlatform>()
    const runtime = yield* Effect.acquireRelease(
      Effect.sync(() => ManagedRuntime.make(Layer.merge(Layer.succeedContext(platform), publicListings))),
      (made) => made.disposeEffect
    )
    const context = yield* runtime.contextEffect
    const { subscriptions } = yield* Bus
    const host = yield* Effect.acquireRelease(
      functionsHost(() => register(app, runtime, { subscriptions }), hostSettings, logInto(context), subscriptions),
      (made) => made.stop
    )
    yield* serveBare(host, IMPORT_LIMIT, yield* functionsPort)
    return yield* Effect.provideContext(forever("functions", host.triggers), context)
  })
)
