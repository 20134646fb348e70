import { Config, Effect, Exit, Layer, Option, Scope } from "effect"
import { afterAll, beforeAll } from "vitest"
import { type Store, storeLeases } from "@tradetower/platform"
import {
  azureBlobs,
  azurePubSub,
  azureSecrets,
  azureTelemetry,
  Identity,
  makeBlobContainer,
  type ServiceSettings
} from "@tradetower/platform/azure"
import { applicationInsights } from "../standins/application-insights/server.ts"
import { azurite } from "../standins/azurite/azurite.ts"
import { keyVault } from "../standins/key-vault/server.ts"
import { Vault } from "../standins/key-vault/vault.ts"
import { cosmosStandIn, storeOf } from "./azure/cosmos.ts"
import { makeTopics } from "./azure/make-topics.ts"
import { busOf, serviceBusStandIn } from "./azure/service-bus.ts"
import { blobsContract } from "./blobs.ts"
import { busContract } from "./bus.ts"
import { embeddedHub, HUB, outdatedAddress } from "./hub-server.ts"
import { leasesContract } from "./leases.ts"
import type { Open } from "./place.ts"
import { pubSubContract } from "./pubsub.ts"
import { secretsContract } from "./secrets.ts"
import { storeContract } from "./store.ts"
import { telemetryContract } from "./telemetry.ts"

/*
 * The ports' halves on Azure, with Microsoft's clients in between. Each runs against what plays its service here, or
 * against what AZURE_..._ENDPOINT and AZURE_..._KEY name: an emulator, or a service of a subscription. There every name
 * begins with the test's place, and nothing is tidied up.
 */
const scope = Scope.makeUnsafe()
afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))

const identity = Identity.layer({ clientId: Option.none() })

/** What the environment names as the service, else what plays it, started before the tests. */
const peer = (name: string, standIn: Effect.Effect<ServiceSettings, never, Scope.Scope>): (() => ServiceSettings) => {
  let settings: ServiceSettings | undefined
  const named = Config.all({
    endpoint: Config.NonEmptyString(`${name}_ENDPOINT`),
    key: Config.option(Config.Redacted(`${name}_KEY`))
  })
  beforeAll(async () => {
    const found = Effect.flatMap(Config.option(named), Option.match({ onNone: () => standIn, onSome: Effect.succeed }))
    settings = await Effect.runPromise(Scope.provide(found, scope))
  })
  return () => {
    if (settings === undefined) throw new Error(`${name} is asked for before it has started`)
    return settings
  }
}

const blobStorage = peer("AZURE_BLOB", azurite)
blobsContract("Azure", (place) =>
  Layer.unwrap(
    Effect.suspend(() => {
      const settings = { prefix: `${place}-`, blobs: { ...blobStorage(), container: "tradetower" } }
      return Effect.as(makeBlobContainer(settings), azureBlobs(settings))
    })
  ).pipe(Layer.provide(identity))
)

const cosmos = peer("AZURE_COSMOS", cosmosStandIn)
// Containers are set up by whoever sets the account up: in a subscription all places are one database, where tests keep
// apart by their tenants.
const openStore: Open<Store> = (place) =>
  Layer.suspend(() => storeOf({ ...cosmos(), database: process.env["AZURE_COSMOS_DATABASE"] ?? place }))
storeContract("Azure", openStore)
leasesContract("Azure", (place) => Layer.provide(storeLeases({ time: "6 seconds" }), openStore(place)))

const serviceBus = peer("AZURE_SERVICEBUS", serviceBusStandIn())
// A subscription's topics are made for each place; what plays them here has them by any name.
busContract("Azure", (place) =>
  Layer.unwrap(
    Effect.suspend(() => {
      const prefix = `${place}.`
      const made = "AZURE_SERVICEBUS_ENDPOINT" in process.env ? makeTopics(serviceBus(), prefix) : Effect.void
      return Effect.as(made, busOf(serviceBus(), { prefix }))
    })
  ).pipe(Layer.provide(identity))
)

const vaults = [
  {
    which: "Azure",
    purgeProtected: false,
    vault: peer("AZURE_KEYVAULT", keyVault(new Vault({ purgeProtected: false })))
  },
  {
    which: "Azure, protected from purging",
    purgeProtected: true,
    vault: peer("AZURE_KEYVAULT_PROTECTED", keyVault(new Vault({ purgeProtected: true })))
  }
]
for (const { which, purgeProtected, vault } of vaults)
  secretsContract(which, (place) =>
    Layer.unwrap(
      Effect.sync(() => azureSecrets({ prefix: `${place}-`, keyVault: { ...vault(), purgeProtected } }))
    ).pipe(Layer.provide(identity))
  )

const hub = peer("AZURE_WEBPUBSUB", embeddedHub)
pubSubContract(
  "Azure",
  () =>
    Layer.unwrap(Effect.sync(() => azurePubSub({ webPubSub: { ...hub(), hub: HUB } }))).pipe(Layer.provide(identity)),
  Effect.sync(() => outdatedAddress(hub()))
)

telemetryContract("Azure", () =>
  Layer.unwrap(
    Effect.map(applicationInsights, ({ connectionString }) =>
      azureTelemetry({ monitor: Option.some(connectionString) }, { role: "test", logs: "off" })
    )
  ).pipe(Layer.provide(identity))
)
