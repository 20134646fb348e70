import { Layer, Option } from "effect"
import { storeLeases } from "../lease/store-leases.ts"
import type { Blobs } from "../ports/blobs.ts"
import type { Bus } from "../ports/bus.ts"
import type { Leases } from "../ports/leases.ts"
import type { PubSub } from "../ports/pubsub.ts"
import type { RateCounters } from "../ports/rate-counters.ts"
import type { Secrets } from "../ports/secrets.ts"
import type { Store } from "../ports/store.ts"
import type { Telemetry } from "../ports/telemetry.ts"
import { processRates } from "../rates/process-rates.ts"
import { azureBlobs } from "./blobs.ts"
import { azureBus } from "./bus/bus.ts"
import { Identity } from "./credential.ts"
import { azurePubSub } from "./pubsub.ts"
import { redisState } from "./redis/shared-state.ts"
import { azureSecrets } from "./secrets.ts"
import type { AzureSettings } from "./settings.ts"
import { azureStore } from "./store/store.ts"
import { azureTelemetry, type AzureTelemetryOptions } from "./telemetry/telemetry.ts"

export type AzurePlatform = Store | Bus | PubSub | Secrets | Blobs | Leases | RateCounters | Telemetry

/** Every port of the platform, on Azure's services, for one part of the system. Asks none of them anything before it is used. */
export const azurePlatform = (settings: AzureSettings, telemetry: AzureTelemetryOptions): Layer.Layer<AzurePlatform> =>
  Layer.mergeAll(
    Layer.provideMerge(storeLeases(), azureStore(settings)),
    azureBus(settings),
    azurePubSub(settings),
    azureSecrets(settings),
    azureBlobs(settings),
    Option.match(settings.redis, {
      onNone: () => processRates({ others: true }),
      onSome: (redis) => redisState(redis, settings.prefix)
    }),
    azureTelemetry(settings, telemetry)
  ).pipe(Layer.provide(Identity.layer(settings)))
