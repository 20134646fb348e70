import { expect, it } from "@effect/vitest"
import { Effect, Fiber, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { tryKey } from "./try-key.ts"

it.effect("a broker that hangs while a key is tried is told of after five seconds", () =>
  Effect.gen(function* () {
    const broker = { name: "Stand-in", secret: [], test: () => Effect.never }
    const tried = yield* Effect.forkChild(Effect.flip(tryKey(broker, "LIVE", Redacted.make({}))))
    yield* TestClock.adjust("5 seconds")
    expect((yield* Fiber.join(tried)).message).toBe(
      "Stand-in can't be asked just now: it gave no answer within five seconds. Try again in a minute."
    )
  })
)
