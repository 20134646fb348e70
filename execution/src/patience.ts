import { Effect, Schedule } from "effect"

/** From 100 ms to every 2 s, without end. */
export const patiently = Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("2 seconds")]).pipe(
  Schedule.jittered
)

/** Tries until it works; each failure is logged with what was tried. */
export const untilItWorks = <A, E, R>(what: string, effect: Effect.Effect<A, E, R>): Effect.Effect<A, never, R> =>
  effect.pipe(
    Effect.tapError((error) => Effect.logWarning(`${what}: trying again`, error)),
    Effect.retry(patiently),
    // The schedule has no end, so no failure is left; the type can't say so.
    Effect.orDie
  )
