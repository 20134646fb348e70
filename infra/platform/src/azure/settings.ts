import { Config, type Option, type Redacted } from "effect"
import { ownTenants } from "../rules/own-tenants.ts"
import { type PartShares, partShares } from "../rules/part-shares.ts"
import type { OwnTenant } from "../rules/subscriptions.ts"

/** Where a service of Azure is, and what proves who we are there. */
export interface ServiceSettings {
  /** `https://tradetower.documents.azure.com`; for Service Bus the namespace's host. */
  readonly endpoint: string
  /** What an emulator or a stand-in asks for. Without it we sign in as the managed identity: nothing secret is set. */
  readonly key: Option.Option<Redacted.Redacted<string>>
}

export interface AzureSettings {
  /** The client id of the managed identity, where it is one that a user assigned. */
  readonly clientId: Option.Option<string>
  /** What every name we use in a service begins with. Empty but where several share one, as runs of tests do. */
  readonly prefix: string
  readonly cosmos: ServiceSettings & { readonly database: string }
  readonly serviceBus: ServiceSettings
  /** Who has subscriptions of its own on the bus. */
  readonly ownTenants: ReadonlyArray<OwnTenant>
  /** Into how many shares `execution` and `realtime` are divided. */
  readonly shares: PartShares
  /** Where market data goes in place of the bus (`enableEventHubs`). Without it, over the bus. */
  readonly eventHubs: Option.Option<ServiceSettings>
  /** Where rate counters and last prices are shared (`enableRedis`), as host and port. Without it, each process has its own. */
  readonly redis: Option.Option<ServiceSettings>
  readonly webPubSub: ServiceSettings & { readonly hub: string }
  readonly blobs: ServiceSettings & { readonly container: string }
  /** `purgeProtected`: what was removed can't be purged, so a name is taken up again by recovering it. */
  readonly keyVault: ServiceSettings & { readonly purgeProtected: boolean }
  /** Which Application Insights hears of us: its address and instrumentation key, which is no secret. Without it, none. */
  readonly monitor: Option.Option<string>
}

const NAME = "tradetower"

const service = (name: string) => ({
  endpoint: Config.NonEmptyString(`${name}_ENDPOINT`),
  key: Config.option(Config.Redacted(`${name}_KEY`))
})
const named = (name: string) => Config.NonEmptyString(name).pipe(Config.withDefault(NAME))

/** From the environment. What is missing is named by the error. */
export const azureSettings: Config.Config<AzureSettings> = Config.unwrap({
  clientId: Config.option(Config.NonEmptyString("AZURE_CLIENT_ID")),
  prefix: Config.String("AZURE_NAME_PREFIX").pipe(Config.withDefault("")),
  cosmos: { ...service("AZURE_COSMOS"), database: named("AZURE_COSMOS_DATABASE") },
  serviceBus: service("AZURE_SERVICEBUS"),
  ownTenants,
  shares: partShares,
  eventHubs: Config.option(Config.all(service("AZURE_EVENTHUBS"))),
  redis: Config.option(Config.all(service("AZURE_REDIS"))),
  webPubSub: { ...service("AZURE_WEBPUBSUB"), hub: named("AZURE_WEBPUBSUB_HUB") },
  blobs: { ...service("AZURE_BLOB"), container: named("AZURE_BLOB_CONTAINER") },
  keyVault: {
    ...service("AZURE_KEYVAULT"),
    purgeProtected: Config.Boolean("AZURE_KEYVAULT_PURGE_PROTECTED").pipe(Config.withDefault(true))
  },
  monitor: Config.option(Config.NonEmptyString("APPLICATIONINSIGHTS_CONNECTION_STRING"))
})
