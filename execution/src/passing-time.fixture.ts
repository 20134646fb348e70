import { Effect } from "effect"
import { TestClock } from "effect/testing"

/** Lets what waits for the disk or the bus get on with it, whatever the time. */
const breath = Effect.promise(() => new Promise((resume) => setTimeout(resume, 4)))

/** Lets time pass a second at a time, and what waits for the disk or the bus get on with it. */
export const pass = (seconds: number) =>
  Effect.forEach(Array.from({ length: seconds }), () => Effect.andThen(TestClock.adjust("1 second"), breath), {
    discard: true
  })

/** Lets time pass until something holds. */
export const passUntil = <E, R>(what: string, holds: Effect.Effect<boolean, E, R>) =>
  Effect.gen(function* () {
    for (let second = 0; second < 3_000; second++) {
      if (yield* holds) return
      yield* pass(1)
    }
    return yield* Effect.die(new Error(`never: ${what}`))
  })

/** A test during which time passes: a tenth of a second at a time, so that what has a time limit keeps to it. */
export const whileTimePasses = <A, E, R>(test: Effect.Effect<A, E, R>) =>
  Effect.raceFirst(test, Effect.forever(Effect.andThen(TestClock.adjust("100 millis"), breath)))

/**
 * Waits until something holds, by no clock: for what is under way to come to it while no time passes, or beside a clock
 * that goes by itself.
 */
export const until = <E, R>(what: string, holds: Effect.Effect<boolean, E, R>) =>
  Effect.gen(function* () {
    // A minute and more, so that a busy machine has the time it takes.
    for (let look = 0; look < 15_000; look++) {
      if (yield* holds) return
      yield* breath
    }
    return yield* Effect.die(new Error(`never: ${what}`))
  })
