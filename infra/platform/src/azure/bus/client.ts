import { Effect, Option, Redacted, type Scope } from "effect"
import type { TokenCredential } from "@azure/identity"
import type { ServiceBusClient } from "@azure/service-bus"
import { closing } from "../closing.ts"
import { connectionString } from "../connection-string.ts"
import type { ServiceSettings } from "../settings.ts"

/** A connection of its own to the namespace, until the scope closes. `patienceMs`: how long one request may take. */
export const connect = (
  { endpoint, key }: ServiceSettings,
  identity: Effect.Effect<TokenCredential>,
  patienceMs: number
): Effect.Effect<ServiceBusClient, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.gen(function* () {
      const { ServiceBusClient } = yield* Effect.promise(() => import("@azure/service-bus"))
      // What may be tried again we try again ourselves: the SDK would wait 30 s before it does.
      const options = { retryOptions: { maxRetries: 0, timeoutInMs: patienceMs } }
      if (Option.isSome(key))
        return new ServiceBusClient(connectionString(endpoint, Redacted.value(key.value)), options)
      return new ServiceBusClient(endpoint, yield* identity, options)
    }),
    (client) => closing(() => client.close())
  )
