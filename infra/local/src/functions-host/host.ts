import { type Context, Effect, Schema } from "effect"
import { Bus, type BusUnavailable, everySubscription, type Places, type Subscription } from "@tradetower/platform"
import hostJson from "../../../../api/host.json" with { type: "json" }
import type { FunctionLog } from "./context.ts"
import { collect, type Registrations } from "./core.ts"
import { type HttpCall, httpTrigger } from "./http.ts"
import { httpInvoker, type HttpInvocation, type Invoke, invoker } from "./invocation.ts"
import { route, type Route } from "./route.ts"
import { timerTrigger } from "./timer.ts"
import { subscriptionOf, topicTrigger } from "./topic.ts"
import { triggerOf } from "./trigger.ts"

/** The parts of `host.json` this host obeys. */
const HostSettings = Schema.Struct({
  extensions: Schema.optionalKey(
    Schema.Struct({
      http: Schema.optionalKey(Schema.Struct({ routePrefix: Schema.optionalKey(Schema.String) })),
      serviceBus: Schema.optionalKey(Schema.Struct({ maxConcurrentSessions: Schema.optionalKey(Schema.Int) }))
    })
  )
})
export type HostSettings = typeof HostSettings.Type

/** The API's own. */
export const hostSettings: HostSettings = Schema.decodeUnknownSync(HostSettings)(hostJson)

/** A functions app, running. */
export interface FunctionsHost {
  /** Answers one HTTP call. */
  readonly http: (call: HttpCall) => Promise<void>
  /** Feeds topic and timer functions until interrupted. */
  readonly triggers: Effect.Effect<void, BusUnavailable, Bus>
  /** Runs what the app wants run when it ends. */
  readonly stop: Effect.Effect<void>
}

/** Writes what a host tells into our own log. */
export const logInto =
  (context: Context.Context<never>): FunctionLog =>
  (level, name, message) =>
    Effect.runSync(
      Effect.provideContext(
        level === "error" ? Effect.logError(`${name}: ${message}`) : Effect.logDebug(`${name}: ${message}`),
        context
      )
    )

const runHooks = (hooks: Registrations["hooks"][keyof Registrations["hooks"]]): Effect.Effect<void> =>
  Effect.forEach(hooks, (hook) => Effect.promise(async () => void (await hook({ hookData: {}, appHookData: {} }))), {
    discard: true
  })

/**
 * Runs a functions app as the Functions runtime would: `register` is the app's own code calling `app.http`,
 * `app.serviceBusTopic`, `app.timer` and `app.hook` of `@azure/functions`. Of a topic as much is worked on at once as
 * `host.json` says, and a place beside for each tenant. `subscriptions`: those of the bus; default: the catalogue's.
 */
export const functionsHost = Effect.fnUntraced(function* (
  register: () => unknown,
  settings: HostSettings,
  log: FunctionLog,
  subscriptions: ReadonlyArray<Subscription> = everySubscription()
): Effect.fn.Return<FunctionsHost> {
  const { functions, hooks } = yield* Effect.promise(() =>
    collect(register, (level, message) => {
      if (level !== "debug" && level !== "trace") log(level, "host", message)
    })
  )
  const prefix = settings.extensions?.http?.routePrefix ?? "api"
  const places: Places = { concurrency: settings.extensions?.serviceBus?.maxConcurrentSessions ?? 8, own: 1 }
  const routes: Array<Route<Invoke<HttpInvocation>>> = []
  const background: Array<Effect.Effect<never, BusUnavailable, Bus>> = []
  for (const registration of functions) {
    const { name } = registration
    const trigger = triggerOf(registration)
    if (trigger.type === "httpTrigger") {
      const invoke = httpInvoker(registration, hooks, log)
      routes.push(route(prefix, trigger.route ?? name, trigger.methods, invoke))
      continue
    }
    const invoke = invoker(registration, hooks, log)
    if (trigger.type === "timerTrigger") {
      background.push(timerTrigger(name, trigger, invoke, (message) => log("error", name, message)))
    } else {
      const from = subscriptionOf(name, trigger, subscriptions)
      background.push(Effect.flatMap(Bus, (bus) => topicTrigger(bus, from, invoke, places)))
    }
  }
  yield* runHooks(hooks.appStart)
  return {
    http: httpTrigger(routes, (message) => log("error", "http", message)),
    triggers: Effect.all(background, { concurrency: "unbounded", discard: true }),
    stop: runHooks(hooks.appTerminate)
  }
})
