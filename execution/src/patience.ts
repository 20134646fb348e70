import { Duration, Effect, Predicate, Schedule } from "effect"

/** An exchange that gives no answer for this long gives none: it is looked up, or asked again. */
export const ANSWER_WITHIN: Duration.Input = "5 seconds"

/** A failure that says whether trying the same thing again may help. */
export interface Failure {
  readonly message: string
  readonly retryable: boolean
}

/** A pause before what failed is tried again, ms: no shorter than the failure asks for (`retryAfter`). */
export const pauseAfter = (failure: unknown, pause: number): number =>
  Predicate.hasProperty(failure, "retryAfter") && Predicate.isNumber(failure.retryAfter)
    ? Math.max(pause, failure.retryAfter)
    : pause

/** From 100 ms to every 2 s, without end; longer where a failure asks for it. */
const growing = Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("2 seconds")]).pipe(
  Schedule.jittered,
  Schedule.modifyDelay(({ duration, input }) => Effect.succeed(pauseAfter(input, Duration.toMillis(duration))))
)

/**
 * For `Effect.retry`: from 100 ms to every 2 s, or as late as the failure asks for, without end, as long as it says that
 * it may help.
 */
export const patiently = { schedule: growing, while: (error: Failure): boolean => error.retryable }

/** True when only room on our own disk, or its mending, will help. */
export const isDisk = (error: object): boolean => "disk" in error

/** The same, for whoever holds a place that others wait for: the disk is not waited for there. */
export const patientlyHolding = {
  schedule: growing,
  while: (error: Failure): boolean => error.retryable && !isDisk(error)
}

/** The same, for what may also fail in a way that only time settles: `again` says which. */
export const patientlyAlso = <E>(again: (error: E) => boolean) => ({ schedule: growing, while: again })

/**
 * Tries until it works; a failure that trying again can't help is answered at once. What was tried and why it failed is
 * logged once for as long as the reason stays the same.
 */
export const untilItWorks = <A, E extends Failure, R>(
  what: string,
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> => {
  let said: string | undefined
  return effect.pipe(
    Effect.tapError(({ message, retryable }) => {
      if (!retryable || message === said) return Effect.void
      said = message
      return Effect.logWarning(`${what}: trying again (${message})`)
    }),
    Effect.retry(patiently)
  )
}

/** The same for what nobody waits for: a failure for good is logged, and it ends. */
export const inBackground = <A, E extends Failure, R>(
  what: string,
  effect: Effect.Effect<A, E, R>
): Effect.Effect<void, never, R> =>
  untilItWorks(what, effect).pipe(
    Effect.asVoid,
    Effect.catch((error) => Effect.logError(`${what}: refused for good, so it is not tried again`, error))
  )
