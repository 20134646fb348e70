import { Effect, Random } from "effect"
import { type Failure, pauseAfter } from "./patience.ts"

/** Pauses before an exchange is tried again, ms: twice as long each time it can't be had. */
const SHORTEST_PAUSE = 1_000
const LONGEST_PAUSE = 30_000

/**
 * Connects to an exchange, and again whenever that fails in a way that may pass: after 1 s, then twice as long up to
 * 30 s, each less up to a half by chance, so that not everybody comes back at one moment, and none shorter than it asks
 * for. Once a connection has `come` the pauses begin anew. Ends as `connect` ends, or with what trying again can't help.
 *
 * @example
 * reconnecting((come) => Stream.runForEach(ticks, (tick) => Effect.andThen(come, hear(tick))))
 */
export const reconnecting = Effect.fnUntraced(function* <A, E extends Failure, R>(
  connect: (come: Effect.Effect<void>) => Effect.Effect<A, E, R>
): Effect.fn.Return<A, E, R> {
  let failures = 0
  const attempt = connect(
    Effect.sync(() => {
      failures = 0
    })
  )
  for (;;) {
    const result = yield* Effect.result(attempt)
    if (result._tag === "Success") return result.success
    if (!result.failure.retryable) return yield* Effect.fail(result.failure)
    const pause = Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** failures++)
    yield* Effect.sleep(pauseAfter(result.failure, pause * (0.5 + (yield* Random.next) / 2)))
  }
})
