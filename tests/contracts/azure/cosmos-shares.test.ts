import { Effect, Layer } from "effect"
import { shareRules } from "../store-shares.ts"
import { cosmosContainers, cosmosServer, storeAt } from "./cosmos.ts"

/* What is suite `azure.test.ts` over three physical partitions: over one, that every share is a part of. */
const containers = Object.fromEntries(
  Object.entries(cosmosContainers).map(([name, settings]) => [name, { ...settings, partitions: 1 }])
)
shareRules("Cosmos DB, one physical partition", (place) =>
  Layer.unwrap(Effect.map(cosmosServer({ containers }), (server) => storeAt(server, place)))
)
