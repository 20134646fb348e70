import { Effect } from "effect"
import { TestClock } from "effect/testing"

/** By the computer's own clock, ms. */
const wait = (millis: number) => new Promise((resume) => setTimeout(resume, millis))
/** What hears of changes gathers them for so long, ms. */
const GATHER = 4

/** True while this process reads or writes a file, or has put something off to its next turn. */
const isBusy = () => process.getActiveResourcesInfo().some((each) => /^(Immediate|FSReq.*|CloseReq)$/.test(each))

/**
 * Lets what is under way come to rest, by no clock and however busy the machine: whatever this process does for itself,
 * in its store and on its bus, is done then. What comes by a socket, or from a thread or a process, is waited for by what
 * it brings, with `until` or `passUntil`.
 */
export const rest = Effect.promise(async () => {
  do {
    while (isBusy()) await wait(1)
    await wait(GATHER)
  } while (isBusy())
})

/** Lets time pass a second at a time, and after each of them what came of it come to rest. */
export const pass = (seconds: number) =>
  Effect.forEach(Array.from({ length: seconds }), () => Effect.andThen(TestClock.adjust("1 second"), rest), {
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
  Effect.raceFirst(test, Effect.forever(Effect.andThen(TestClock.adjust("100 millis"), rest)))

/**
 * Waits until something holds, by no clock: for what is under way to come to it while no time passes, or beside a clock
 * that goes by itself.
 */
export const until = <E, R>(what: string, holds: Effect.Effect<boolean, E, R>) =>
  Effect.gen(function* () {
    // A minute and more, so that a busy machine has the time it takes.
    for (let look = 0; look < 15_000; look++) {
      if (yield* holds) return
      yield* rest
    }
    return yield* Effect.die(new Error(`never: ${what}`))
  })
