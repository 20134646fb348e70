import { expect, it } from "@effect/vitest"
import { Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { StoreUnavailable } from "../ports/store.ts"
import { forever } from "./forever.ts"

const unavailable = (retryable: boolean) =>
  new StoreUnavailable({ container: "Orders", message: "the store is away", retryable })

it.effect("what fails or ends begins again a second later, each time", () =>
  Effect.gen(function* () {
    const outcomes = [Effect.fail(unavailable(true)), Effect.die("a fault of ours"), Effect.void]
    let begun = 0
    const running = yield* Effect.forkChild(
      forever(
        "part",
        Effect.suspend(() => outcomes[begun++] ?? Effect.never)
      )
    )
    for (const expected of [1, 2, 3, 4, 4]) {
      yield* TestClock.adjust(1)
      expect(begun).toBe(expected)
      yield* TestClock.adjust(999)
    }
    yield* Fiber.interrupt(running)
  })
)

it.effect("what no later try would mend ends it", () =>
  Effect.gen(function* () {
    const exit = yield* Effect.exit(forever("part", Effect.fail(unavailable(false))))
    expect(exit).toEqual(Exit.fail(unavailable(false)))
  })
)
