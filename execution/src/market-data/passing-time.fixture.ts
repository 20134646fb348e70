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
    for (let second = 0; second < 300; second++) {
      if (yield* holds) return
      yield* pass(1)
    }
    return yield* Effect.die(new Error(`never: ${what}`))
  })
