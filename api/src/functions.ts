import type { app as azureApp } from "@azure/functions"
import { Effect, Layer, ManagedRuntime } from "effect"
import { consume, everySubscription, type KnownSubscription, type Topic } from "@tradetower/platform"
import { Simulations } from "./backtest/simulations.ts"
import { Engine } from "./engine/engine.ts"
import { handleCommand, type Incoming } from "./engine/handle-command.ts"
import { handleSignal } from "./engine/handle-signal.ts"
import { makeSweep } from "./engine/sweep.ts"
import type { Front } from "./http/server/front.ts"
import { httpFunction } from "./http/server/http-function.ts"
import { webApi } from "./http/server/web-api.ts"
import { firstIdOf, incomingOf } from "./incoming.ts"
import type { Ports } from "./ports.ts"
import { sweepDeadLetters } from "./timers/dead-letters.ts"
import { AlertRates } from "./http/signals/alert-rates.ts"
import { webhookFunction } from "./http/signals/webhook-function.ts"
import { WebhookTokens } from "./http/signals/webhook-tokens.ts"

export type { Ports } from "./ports.ts"

/** The part of `@azure/functions` the registrations are made on. */
export type FunctionsApp = Pick<typeof azureApp, "setup" | "http" | "serviceBusTopic" | "timer" | "hook">

/** The app setting with the Service Bus namespace. */
const CONNECTION = "ServiceBus"
/** The part that commands and signals are for. */
const ENGINE = "engine"
const EVERY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"] as const

export { frontOnAzure } from "./http/server/front.ts"

/** Where the functions stand. */
export interface Surroundings {
  /** Who vouches for who asks. Behind anything but `LOCAL` several instances may run at once: what they share is then read from the store more often. */
  readonly front?: Front
  /** Those of the bus: the engine listens to each of its own by a function apart, which the runtime scales apart. Default: the catalogue's. */
  readonly subscriptions?: ReadonlyArray<KnownSubscription>
}

/**
 * Registers every function of the app. `runtime` brings the ports: Azure's, or the embedded ones.
 *
 * @example
 * import { app } from "@azure/functions"
 * register(app, ManagedRuntime.make(platform))
 */
export const register = (
  app: FunctionsApp,
  runtime: ManagedRuntime.ManagedRuntime<Ports, unknown>,
  { front = "LOCAL", subscriptions = everySubscription() }: Surroundings = {}
): void => {
  const ports = Layer.effectContext(runtime.contextEffect)
  const shared = front !== "LOCAL"
  const services = ManagedRuntime.make(
    Layer.mergeAll(Engine.layer, WebhookTokens.layer, AlertRates.layer, Simulations.layer).pipe(
      Layer.provideMerge(ports)
    )
  )
  const web = webApi(Layer.effectContext(services.contextEffect), front)
  const sweepOrders = makeSweep()
  /** When the app ends, what waits to be tried again is handed back. */
  const ending = new AbortController()

  /** Has functions carry out the messages of a topic that the engine listens to, one for each of its subscriptions. */
  const engineFunctions = (
    name: string,
    topic: Topic,
    work: (message: Incoming) => Effect.Effect<void, unknown, Engine | Ports>
  ): void => {
    const carryOut = consume(name, (message) => work({ ...message, messageId: firstIdOf(message) }))
    for (const { part, subscription, topic: of } of subscriptions) {
      if (of !== topic || part !== ENGINE) continue
      const from = { topic, subscription }
      // Named by what its subscription's name has beside the part's.
      app.serviceBusTopic(`${name}${subscription.slice(ENGINE.length)}`, {
        connection: CONNECTION,
        topicName: topic,
        subscriptionName: subscription,
        isSessionsEnabled: true,
        handler: (body, context) =>
          services.runPromise(carryOut(incomingOf(from, body, context)), { signal: ending.signal })
      })
    }
  }

  app.setup({ enableHttpStream: true })
  app.http("webhook", {
    route: "v1/webhooks/tradingview/{token}",
    methods: ["POST"],
    authLevel: "anonymous",
    handler: webhookFunction((effect) => services.runPromiseExit(effect))
  })
  app.http("api", {
    route: "{*path}",
    methods: [...EVERY_METHOD],
    authLevel: "anonymous",
    handler: httpFunction(web.handler)
  })
  engineFunctions("engine-commands", "bot-commands", handleCommand)
  engineFunctions("engine-signals", "signal-events", handleSignal)
  app.timer("dead-letters", {
    schedule: "0 */5 * * * *",
    handler: () => services.runPromise(sweepDeadLetters)
  })
  app.timer("unsent-orders", {
    schedule: "0 * * * * *",
    runOnStartup: !shared,
    handler: () => services.runPromise(Effect.asVoid(sweepOrders()))
  })
  app.hook.appTerminate(async () => {
    ending.abort()
    await Promise.all([web.dispose(), services.dispose()])
  })
}
