import { Effect, Layer, Option, Redacted, type Scope } from "effect"
import type { Bus } from "@tradetower/platform"
import { azureBus, type AzureSettings, Identity, type ServiceSettings } from "@tradetower/platform/azure"
import { type ServiceBus, serveServiceBus, type ServiceOptions } from "../../standins/service-bus/broker.ts"

/** The stand-in, until the scope closes. */
export const serving = (options: ServiceOptions = {}): Effect.Effect<ServiceBus, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(() => serveServiceBus(options)),
    (service) => Effect.promise(() => service.close())
  )

export const settingsOf = ({ endpoint }: Pick<ServiceBus, "endpoint">): ServiceSettings => ({
  endpoint,
  key: Option.some(Redacted.make("stand-in"))
})

export const serviceBusStandIn = (options?: ServiceOptions): Effect.Effect<ServiceSettings, never, Scope.Scope> =>
  Effect.map(serving(options), settingsOf)

/** The bus of a namespace. `lockMs`: how long a handler may take, in place of the topic's own. */
export const busOf = (
  serviceBus: ServiceSettings,
  {
    lockMs,
    ...more
  }: Partial<Pick<AzureSettings, "prefix" | "eventHubs" | "ownTenants">> & { readonly lockMs?: number } = {}
): Layer.Layer<Bus> =>
  Layer.provide(azureBus({ prefix: "", serviceBus, ...more }, lockMs), Identity.layer({ clientId: Option.none() }))
