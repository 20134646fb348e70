import { Effect } from "effect"
import type { Blobs, Bus, PubSub, Secrets, Store, Telemetry } from "@tradetower/platform"
import { type Away, isAway } from "./away.ts"

/** What handlers ask of the platform. */
export type HandlerPorts = Store | Bus | Blobs | PubSub | Secrets | Telemetry

/**
 * Makes handlers runnable: gives them the platform, and leaves its failures (which no endpoint declares) to the
 * `Problems` middleware.
 */
export const serving = Effect.map(
  Effect.context<HandlerPorts>(),
  (services) =>
    <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, Exclude<E, Away>, Exclude<R, HandlerPorts>> =>
      effect.pipe(
        // The check leaves just what is not a platform's failure, which TypeScript can't follow in a generic.
        Effect.catch((error: E) => (isAway(error) ? Effect.die(error) : Effect.fail(error as Exclude<E, Away>))),
        Effect.provideContext(services)
      )
)
