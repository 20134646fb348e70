import { Effect, Schedule } from "effect"
import { refusedForGood } from "@tradetower/platform"

/** Runs a part that should never end; when it fails, that is logged and it begins again, unless that can't help. */
export const forever = <E, R>(name: string, part: Effect.Effect<unknown, E, R>): Effect.Effect<void, never, R> =>
  part.pipe(
    Effect.andThen(Effect.logError(`${name} ended, which it should not; it begins again`)),
    Effect.as(true),
    Effect.catchCause((cause) => {
      const over = refusedForGood(cause)
      return Effect.as(
        Effect.logError(
          over ? `${name} failed for good: start TradingTower again` : `${name} failed; it begins again`,
          cause
        ),
        !over
      )
    }),
    Effect.repeat({ schedule: Schedule.spaced("1 second"), while: (again) => again }),
    Effect.asVoid
  )
