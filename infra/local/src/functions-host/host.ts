import { readFileSync } from "node:fs"
import { Effect, Schema } from "effect"
import { Bus, type BusUnavailable, type Places } from "@tradetower/platform"
import type { FunctionLog } from "./context.ts"
import { collect, type Registrations } from "./core.ts"
import { type HttpCall, httpTrigger } from "./http.ts"
import { type Invoke, invoker } from "./invocation.ts"
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

/** Reads `host.json`. */
export const hostSettings = (path: string): HostSettings =>
  Schema.decodeUnknownSync(HostSettings)(JSON.parse(readFileSync(path, "utf8")))

/** A functions app, running. */
export interface FunctionsHost {
  /** Answers one HTTP call. */
  readonly http: (call: HttpCall) => Promise<void>
  /** Feeds topic and timer functions until interrupted. */
  readonly triggers: Effect.Effect<void, BusUnavailable, Bus>
  /** Runs what the app wants run when it ends. */
  readonly stop: Effect.Effect<void>
}

const runHooks = (hooks: Registrations["hooks"][keyof Registrations["hooks"]]): Effect.Effect<void> =>
  Effect.forEach(hooks, (hook) => Effect.promise(async () => void (await hook({ hookData: {}, appHookData: {} }))), {
    discard: true
  })

/**
 * Runs a functions app as the Functions runtime would: `register` is the app's own code calling `app.http`,
 * `app.serviceBusTopic`, `app.timer` and `app.hook` of `@azure/functions`. `places` says, by a function's name, how much
 * of its topic it works on at once, where that is not as `host.json` says and a place beside for each tenant.
 */
export const functionsHost = Effect.fnUntraced(function* (
  register: () => unknown,
  settings: HostSettings,
  log: FunctionLog,
  places: Readonly<Record<string, Places>> = {}
): Effect.fn.Return<FunctionsHost> {
  const { functions, hooks } = yield* Effect.promise(() =>
    collect(register, (level, message) => {
      if (level !== "debug" && level !== "trace") log(level, "host", message)
    })
  )
  const prefix = settings.extensions?.http?.routePrefix ?? "api"
  const usual: Places = { concurrency: settings.extensions?.serviceBus?.maxConcurrentSessions ?? 8, own: 1 }
  const routes: Array<Route<Invoke>> = []
  const background: Array<Effect.Effect<never, BusUnavailable, Bus>> = []
  for (const registration of functions) {
    const { name } = registration
    const trigger = triggerOf(registration)
    const invoke = invoker(registration, hooks, log)
    if (trigger.type === "httpTrigger") routes.push(route(prefix, trigger.route ?? name, trigger.methods, invoke))
    else if (trigger.type === "timerTrigger") {
      background.push(timerTrigger(name, trigger, invoke, (message) => log("error", name, message)))
    } else {
      const from = subscriptionOf(name, trigger)
      background.push(Effect.flatMap(Bus, (bus) => topicTrigger(bus, from, invoke, places[name] ?? usual)))
    }
  }
  yield* runHooks(hooks.appStart)
  return {
    http: httpTrigger(routes, (message) => log("error", "http", message)),
    triggers: Effect.all(background, { concurrency: "unbounded", discard: true }),
    stop: runHooks(hooks.appTerminate)
  }
})
