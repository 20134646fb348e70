import { Effect } from "effect"
import { TestClock } from "effect/testing"

/** Lets time pass a second at a time, and what waits for the disk or the bus get on with it. */
export const pass = (seconds: number) =>
  Effect.forEach(
    Array.from({ length: seconds }),
    () =>
      TestClock.adjust("1 second").pipe(
        Effect.andThen(Effect.promise(() => new Promise((resume) => setTimeout(resume, 4))))
      ),
    { discard: true }
  )

/** Lets time pass until something holds. */
export const passUntil = <E, R>(what: string, holds: Effect.Effect<boolean, E, R>) =>
  Effect.gen(function* () {
    for (let second = 0; second < 3_000; second++) {
      if (yield* holds) return
      yield* pass(1)
    }
    return yield* Effect.die(new Error(`never: ${what}`))
  })

/** Waits, while no time passes, for what is under way to come to where something holds. */
export const standUntil = <E, R>(what: string, holds: Effect.Effect<boolean, E, R>) =>
  Effect.gen(function* () {
    for (let look = 0; look < 10_000; look++) {
      if (yield* holds) return
      yield* Effect.promise(() => new Promise((resume) => setTimeout(resume, 4)))
    }
    return yield* Effect.die(new Error(`never: ${what}`))
  })
