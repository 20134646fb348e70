import { Effect, Predicate } from "effect"
import type {
  Blobs,
  BlobsUnavailable,
  Bus,
  BusUnavailable,
  PubSub,
  PubSubUnavailable,
  Store,
  StoreUnavailable,
  Telemetry
} from "@tradetower/platform"

/** What handlers ask of the platform. */
export type HandlerPorts = Store | Bus | Blobs | PubSub | Telemetry
type Away = StoreUnavailable | BusUnavailable | BlobsUnavailable | PubSubUnavailable

const away = new Set(["StoreUnavailable", "BusUnavailable", "BlobsUnavailable", "PubSubUnavailable"])
const isAway = (error: unknown): error is Away =>
  Predicate.hasProperty(error, "_tag") && typeof error._tag === "string" && away.has(error._tag)

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
