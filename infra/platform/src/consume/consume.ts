import { Cause, Clock, Effect, Predicate } from "effect"
import type { Delivery } from "../ports/bus.ts"
import { refusedForGood } from "../ports/refused.ts"
import type { Store } from "../ports/store.ts"
import { Telemetry } from "../ports/telemetry.ts"
import { givenUp, pauseAfter } from "../rules/bus-rules.ts"
import { keepFailed } from "./keep-failed.ts"

/**
 * How long one delivery is tried again, ms: well within the lock. Ten deliveries of it outlast an outage of three
 * minutes, also where a message that failed is delivered again at once.
 */
const TRIED_FOR = 20_000

/** The disk says itself when it is worth another try, and others wait for the place. */
const mayPass = (cause: Cause.Cause<unknown>): boolean =>
  !Cause.hasInterrupts(cause) && !refusedForGood(cause) && !Predicate.hasProperty(Cause.squash(cause), "disk")

/**
 * Carries out a delivered message, whoever delivers it, in the trace it came from: what may pass is tried again after
 * growing pauses while the message is ours, and only then fails, to be delivered again; what can't be helped (`Poison`,
 * `retryable: false`) is kept in FailedMessages at once, and the message is done.
 *
 * @example
 * bus.receive(from, consume("downloads", (message) => download(message.body)))
 */
export const consume =
  <E, R>(name: string, handle: (message: Delivery) => Effect.Effect<void, E, R>) =>
  (message: Delivery): Effect.Effect<void, unknown, R | Store | Telemetry> => {
    const once = Effect.catchCause(handle(message), (cause): Effect.Effect<void, unknown, Store | Telemetry> => {
      const why = givenUp(cause)
      return why === undefined ? Effect.failCause(cause) : keepFailed(message, why)
    })
    const upTo = (end: number, failures: number): Effect.Effect<void, unknown, R | Store | Telemetry> =>
      Effect.catchCause(
        once,
        Effect.fnUntraced(function* (cause) {
          const pause = pauseAfter(failures)
          if (!mayPass(cause) || (yield* Clock.currentTimeMillis) + pause > end) return yield* Effect.failCause(cause)
          yield* Effect.sleep(pause)
          return yield* upTo(end, failures + 1)
        })
      )
    const { traceparent } = message.properties
    return Effect.gen(function* () {
      const telemetry = yield* Telemetry
      const end = (yield* Clock.currentTimeMillis) + TRIED_FOR
      yield* telemetry.continueTrace(typeof traceparent === "string" ? traceparent : undefined, name, upTo(end, 1))
    })
  }
