import { createHash } from "node:crypto"
import { Effect, Layer, Option } from "effect"
import type { SystemOptions } from "@tradetower/local"
import {
  azureBlobs,
  azureBus,
  azureSecrets,
  azureSettings,
  type AzureSettings,
  azureStore,
  Identity,
  makeBlobContainer,
  redisState
} from "@tradetower/platform/azure"
import { processRates, storeLeases } from "@tradetower/platform"

/** Set where whole systems keep what they keep in Azure's services, not in their folders. */
export const ON_AZURE = "TRADETOWER_TESTS_ON_AZURE"

export const onAzure = (): boolean => process.env[ON_AZURE] !== undefined

/** A place of its own in them. */
const placeIn = (settings: AzureSettings, place: string): AzureSettings => ({
  ...settings,
  prefix: `${place}-`,
  cosmos: { ...settings.cosmos, database: place }
})

/** Store, bus, blobs, secrets and leases of a system that goes on with `base`, where they are Azure's. */
export const platformFor = (base: string): Pick<SystemOptions, "platform"> => {
  if (!onAzure()) return {}
  const place = createHash("sha256").update(base).digest("hex").slice(0, 12)
  const services = Layer.unwrap(
    Effect.map(Effect.orDie(azureSettings), (all) => {
      const settings = placeIn(all, place)
      return Layer.mergeAll(
        Layer.provideMerge(storeLeases({ time: "6 seconds" }), azureStore(settings)),
        azureBus(settings),
        azureSecrets(settings),
        Option.match(settings.redis, {
          onNone: () => processRates({ others: true }),
          onSome: (redis) => redisState(redis, settings.prefix)
        }),
        Layer.unwrap(Effect.as(Effect.orDie(makeBlobContainer(settings)), azureBlobs(settings)))
      ).pipe(Layer.provide(Identity.layer(settings)))
    })
  )
  return { platform: (embedded) => Layer.merge(embedded, services) }
}
