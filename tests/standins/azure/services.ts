import { Effect, Option, Redacted, type Scope } from "effect"
import type { OwnTenant, PartShares } from "@tradetower/platform"
import { type AzureSettings, makeBlobContainer, Identity } from "@tradetower/platform/azure"
import { cosmosServer } from "../../contracts/azure/cosmos.ts"
import { serving, settingsOf } from "../../contracts/azure/service-bus.ts"
import { embeddedHub, HUB } from "../../contracts/hub-server.ts"
import { azurite } from "../azurite/azurite.ts"
import { redisServer } from "../redis/server.ts"
import { keyVault } from "../key-vault/server.ts"
import { Vault } from "../key-vault/vault.ts"

export interface AzureServices {
  readonly settings: AzureSettings
  /** From now on each kind of trouble comes to so many of what is asked, of one: none, at first. */
  readonly setTrouble: (rate: number) => void
}

/**
 * Everything of Azure that the system works on, played on this machine for as long as the scope lasts; its bus is set up for
 * so many shares, and with subscriptions of these tenants' own.
 */
export const azureServices = Effect.fnUntraced(function* ({
  ownTenants = [],
  shares = { execution: 1, realtime: 1 }
}: {
  readonly ownTenants?: ReadonlyArray<OwnTenant>
  readonly shares?: PartShares
} = {}): Effect.fn.Return<AzureServices, never, Scope.Scope> {
  const { blobs, cosmos, hub, redis, serviceBus, vault } = yield* Effect.all(
    {
      blobs: azurite,
      cosmos: cosmosServer(),
      hub: embeddedHub,
      redis: redisServer(),
      serviceBus: serving({ shares: { ...shares }, own: ownTenants }),
      vault: keyVault(new Vault({ purgeProtected: true }))
    },
    { concurrency: "unbounded" }
  )
  const settings: AzureSettings = {
    clientId: Option.none(),
    prefix: "",
    cosmos: { endpoint: cosmos.endpoint, key: Option.some(Redacted.make(cosmos.key)), database: "tradetower" },
    serviceBus: settingsOf(serviceBus),
    ownTenants,
    shares,
    eventHubs: Option.none(),
    redis: Option.some(redis.settings),
    webPubSub: { ...hub, hub: HUB },
    blobs: { ...blobs, container: "tradetower" },
    keyVault: { ...vault, purgeProtected: true },
    monitor: Option.none()
  }
  yield* Effect.orDie(Effect.provide(makeBlobContainer(settings), Identity.layer(settings)))
  return {
    settings,
    setTrouble: (rate) => {
      const half = rate / 2
      cosmos.faults.rates = { throttled: rate, unavailable: rate, timeout: half, cut: half, behind: rate, slow: rate }
      redis.setRates({ error: rate, cut: half / 10, slow: half / 10 })
      serviceBus.setRates({
        busy: rate,
        lockLost: rate,
        duplicate: rate,
        throttled: rate,
        droppedBefore: half / 10,
        droppedAfter: half / 10
      })
    }
  }
})

/** The same as the environment that a part of the system reads. */
export const environmentOf = (settings: AzureSettings): Readonly<Record<string, string>> => {
  const { blobs, cosmos, keyVault: vault, ownTenants, redis, serviceBus, webPubSub } = settings
  const of = (name: string, { endpoint, key }: AzureSettings["serviceBus"]): Readonly<Record<string, string>> => ({
    [`${name}_ENDPOINT`]: endpoint,
    ...(Option.isSome(key) && { [`${name}_KEY`]: Redacted.value(key.value) })
  })
  return {
    ...of("AZURE_COSMOS", cosmos),
    ...of("AZURE_SERVICEBUS", serviceBus),
    ...of("AZURE_WEBPUBSUB", webPubSub),
    ...of("AZURE_BLOB", blobs),
    ...of("AZURE_KEYVAULT", vault),
    ...(Option.isSome(redis) && of("AZURE_REDIS", redis.value)),
    OWN_SUBSCRIPTION_TENANTS: ownTenants
      .map(({ leaving, tenantId }) => (leaving ? `${tenantId}:leaving` : tenantId))
      .join(",")
  }
}
