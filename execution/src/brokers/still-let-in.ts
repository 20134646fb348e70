import { Effect, Stream } from "effect"
import type { ExchangeUnavailable } from "../exchange.ts"
import { mayPass } from "./silent-orders.ts"

/**
 * Asks an account so often (ms): a stream may live on after its key was revoked, and says nothing of it while nothing
 * happens. Says nothing, and fails once the key is no good any more; any other failure is the stream's own to notice.
 */
export const stillLetIn = (
  ask: Effect.Effect<unknown, ExchangeUnavailable>,
  every: number
): Stream.Stream<never, ExchangeUnavailable> =>
  Effect.sleep(every).pipe(
    Effect.andThen(Effect.catchIf(ask, mayPass, () => Effect.void)),
    Effect.forever,
    Stream.fromEffect,
    Stream.drain
  )
