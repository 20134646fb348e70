import { expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { ExchangeUnavailable } from "../unavailable.ts"
import { beginTrial } from "./trial.ts"

const busy = new ExchangeUnavailable({ message: "A broker asks for fewer requests", retryable: true, cause: "LIMITED" })
const revoked = new ExchangeUnavailable({ message: "the key is gone", retryable: false, cause: "REVOKED" })

it.effect("what a broker does not say within five seconds is told as not known, and what it says is not lost", () =>
  Effect.gen(function* () {
    const { may, unsaid } = yield* beginTrial("A broker")
    const asked = yield* Effect.forkChild(
      Effect.all(
        [
          may("What it holds", Effect.never),
          may("What it pays", Effect.as(Effect.sleep("2 seconds"), 5)),
          may("Whether it trades", Effect.fail(busy))
        ],
        { concurrency: 3 }
      )
    )
    yield* TestClock.adjust("4500 millis")
    expect(yield* Fiber.join(asked)).toEqual([undefined, 5, undefined])
    expect(yield* may("What comes late", Effect.never)).toBeUndefined()
    expect(unsaid).toEqual([
      "Whether it trades is not known: A broker asks for fewer requests.",
      "What it holds is not known: A broker did not say it within five seconds.",
      "What comes late is not known: A broker did not say it within five seconds."
    ])
    expect(yield* Effect.flip(may("What it holds", Effect.fail(revoked)))).toBe(revoked)
  })
)
