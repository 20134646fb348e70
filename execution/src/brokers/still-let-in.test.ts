import { expect, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"
import { ExchangeUnavailable } from "../exchange.ts"
import { stillLetIn } from "./still-let-in.ts"

it.effect("a key that was revoked is told when the account is next asked, and nothing else is told", () =>
  Effect.gen(function* () {
    const away = new ExchangeUnavailable({ message: "out of reach", retryable: true })
    const revoked = new ExchangeUnavailable({ message: "revoked", retryable: false, cause: "REVOKED" })
    const answers: ReadonlyArray<Effect.Effect<void, ExchangeUnavailable>> = [
      Effect.void,
      Effect.fail(away),
      Effect.fail(revoked)
    ]
    let asked = 0
    const ask = Effect.suspend(() => answers[asked++] ?? Effect.die("asked again"))
    const told = yield* Effect.forkScoped(Effect.flip(Stream.runDrain(stillLetIn(ask, 30_000))))
    yield* TestClock.adjust("89 seconds")
    expect([asked, told.pollUnsafe()]).toEqual([2, undefined])
    yield* TestClock.adjust("1 second")
    expect(yield* Fiber.join(told)).toBe(revoked)
  })
)
