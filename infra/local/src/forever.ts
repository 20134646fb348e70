import { Effect, Schedule } from "effect"

/** Runs a part that should never end; when it fails, that is logged and it begins again. */
export const forever = <E, R>(name: string, part: Effect.Effect<unknown, E, R>): Effect.Effect<void, never, R> =>
  part.pipe(
    Effect.andThen(Effect.logError(`${name} ended, which it should not; it begins again`)),
    Effect.tapCause((cause) => Effect.logError(`${name} failed; it begins again`, cause)),
    Effect.ignoreCause,
    Effect.repeat(Schedule.spaced("1 second")),
    Effect.asVoid
  )
