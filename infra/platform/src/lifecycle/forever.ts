import { Effect, Schedule } from "effect"
import { refusedForGood } from "../ports/refused.ts"

/**
 * Runs a part that should never end; when it ends or fails, that is logged and it begins again a second later. Fails
 * only with what no later try would mend.
 */
export const forever = <E, R>(name: string, part: Effect.Effect<unknown, E, R>): Effect.Effect<never, E, R> =>
  part.pipe(
    Effect.andThen(Effect.logError(`${name} ended, which it should not; it begins again`)),
    Effect.catchCause((cause) =>
      refusedForGood(cause) ? Effect.failCause(cause) : Effect.logError(`${name} failed; it begins again`, cause)
    ),
    Effect.repeat(Schedule.spaced("1 second")),
    Effect.andThen(Effect.never)
  )
