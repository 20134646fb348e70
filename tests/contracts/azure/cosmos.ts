import { Effect, Layer, Option, Redacted, type Scope } from "effect"
import type { Store } from "@tradetower/platform"
import { azureStore, Identity, type ServiceSettings } from "@tradetower/platform/azure"
import containers from "../../../infra/resources/containers.json" with { type: "json" }
import { type CosmosOptions, type CosmosServer, serveCosmos } from "../../standins/cosmos/server.ts"

/** The containers as they are to be set up. */
export const cosmosContainers: CosmosOptions["containers"] = Object.fromEntries(
  Object.entries(containers).map(([name, { indexed, partitionKey, ttl }]) => [
    name,
    { partitionKey, indexed, defaultTtl: ttl }
  ])
)

/** A stand-in of Cosmos DB for as long as the scope lasts. */
export const cosmosServer = (options: Partial<CosmosOptions> = {}) =>
  Effect.acquireRelease(
    Effect.promise(() => serveCosmos({ containers: cosmosContainers, ...options })),
    (server) => Effect.promise(server.close)
  )

/** The store of one database, wherever it is. */
export const storeOf = (cosmos: ServiceSettings & { readonly database: string }): Layer.Layer<Store> =>
  azureStore({ cosmos, prefix: "" }).pipe(Layer.provide(Identity.layer({ clientId: Option.none() })))

/** The store of one database there. */
export const storeAt = ({ endpoint, key }: Pick<CosmosServer, "endpoint" | "key">, database: string) =>
  storeOf({ endpoint, key: Option.some(Redacted.make(key)), database })

/** What plays Cosmos DB where the environment names none. */
export const cosmosStandIn: Effect.Effect<ServiceSettings, never, Scope.Scope> = Effect.map(
  cosmosServer(),
  ({ endpoint, key }) => ({ endpoint, key: Option.some(Redacted.make(key)) })
)
