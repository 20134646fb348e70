import type { app as azureApp, InvocationContext } from "@azure/functions"
import { Effect, Layer, ManagedRuntime } from "effect"
import { Telemetry } from "@tradetower/platform"
import { handleJob } from "./backtest/handle-job.ts"
import { simulationPlaces, Simulations } from "./backtest/simulations.ts"
import { Engine } from "./engine/engine.ts"
import { handleCommand, type Incoming } from "./engine/handle-command.ts"
import { handleSignal } from "./engine/handle-signal.ts"
import { makeSweep } from "./engine/sweep.ts"
import { httpFunction } from "./http/server/http-function.ts"
import { webApi } from "./http/server/web-api.ts"
import { incomingOf } from "./incoming.ts"
import type { Ports } from "./ports.ts"
import { sweepDeadLetters } from "./timers/dead-letters.ts"
import { AlertRates } from "./http/signals/alert-rates.ts"
import { webhookFunction } from "./http/signals/webhook-function.ts"
import { WebhookTokens } from "./http/signals/webhook-tokens.ts"

export type { Ports } from "./ports.ts"

/** The part of `@azure/functions` the registrations are made on. */
export type FunctionsApp = Pick<typeof azureApp, "setup" | "http" | "serviceBusTopic" | "timer" | "hook">

/** Functions that work on less at once than others, where the host lets each have its own number. */
export const places = simulationPlaces

/** The app setting with the Service Bus namespace. */
const CONNECTION = "ServiceBus"
const EVERY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"] as const

/**
 * Registers every function of the app. `runtime` brings the ports: Azure's, or the embedded ones. Several instances may
 * run at once (`WEBSITE_INSTANCE_ID` is set on Azure); then what they share is read from the store more often.
 *
 * @example
 * import { app } from "@azure/functions"
 * register(app, ManagedRuntime.make(platform))
 */
export const register = (app: FunctionsApp, runtime: ManagedRuntime.ManagedRuntime<Ports, unknown>): void => {
  const ports = Layer.effectContext(runtime.contextEffect)
  const shared = process.env["WEBSITE_INSTANCE_ID"] !== undefined
  const services = ManagedRuntime.make(
    Layer.mergeAll(Engine.layer, WebhookTokens.layer, AlertRates.layer({ shared }), Simulations.layer).pipe(
      Layer.provideMerge(ports)
    )
  )
  const web = webApi(Layer.effectContext(services.contextEffect))
  const sweepOrders = makeSweep()

  /** Carries a message out, in the trace it came from; a failure is thrown, and the runtime delivers it again. */
  const carryOut =
    (name: string, work: (message: Incoming) => Effect.Effect<void, unknown, Engine | Simulations | Ports>) =>
    (body: unknown, context: InvocationContext): Promise<void> =>
      services.runPromise(
        Effect.flatMap(Telemetry, (telemetry) => {
          const message = incomingOf(body, context)
          const { traceparent } = message.properties
          return telemetry.continueTrace(typeof traceparent === "string" ? traceparent : undefined, name, work(message))
        })
      )

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
  app.serviceBusTopic("engine-commands", {
    connection: CONNECTION,
    topicName: "bot-commands",
    subscriptionName: "engine",
    isSessionsEnabled: true,
    handler: carryOut("engine-commands", handleCommand)
  })
  app.serviceBusTopic("engine-signals", {
    connection: CONNECTION,
    topicName: "signal-events",
    subscriptionName: "engine",
    isSessionsEnabled: true,
    handler: carryOut("engine-signals", handleSignal)
  })
  app.serviceBusTopic("backtests", {
    connection: CONNECTION,
    topicName: "backtest-jobs",
    subscriptionName: "simulation",
    isSessionsEnabled: true,
    handler: carryOut("backtests", handleJob)
  })
  app.serviceBusTopic("sweeps", {
    connection: CONNECTION,
    topicName: "sweep-jobs",
    subscriptionName: "simulation",
    isSessionsEnabled: true,
    handler: carryOut("sweeps", handleJob)
  })
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
    await Promise.all([web.dispose(), services.dispose()])
  })
}
