import { Effect, Schedule } from "effect"

/** From 100 ms to every 2 s, without end. */
export const patiently = Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("2 seconds")]).pipe(
  Schedule.jittered
)

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Tries until it works. What was tried and why it failed is logged once for as long as the reason stays the same. */
export const untilItWorks = <A, E, R>(what: string, effect: Effect.Effect<A, E, R>): Effect.Effect<A, never, R> => {
  let said: string | undefined
  return effect.pipe(
    Effect.tapError((error) => {
      const words = wordsOf(error)
      if (words === said) return Effect.void
      said = words
      return Effect.logWarning(`${what}: trying again (${words})`)
    }),
    Effect.retry(patiently),
    // The schedule has no end, so no failure is left; the type can't say so.
    Effect.orDie
  )
}
