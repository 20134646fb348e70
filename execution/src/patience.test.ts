import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Logger } from "effect"
import { TestClock } from "effect/testing"
import { ExchangeUnavailable } from "./exchange.ts"
import { inBackground, untilItWorks } from "./patience.ts"

const failure = (message: string, retryable: boolean) => Effect.fail(new ExchangeUnavailable({ message, retryable }))

describe("trying until it works", () => {
  it.effect("says why not once, and again only when the reason changes", () =>
    Effect.gen(function* () {
      const said: Array<string> = []
      const logger = Logger.make(({ message }) => void said.push(String(message)))
      let tries = 0
      const ask = Effect.suspend(() => {
        tries += 1
        return tries > 40 ? Effect.void : failure(tries <= 20 ? "no connection" : "too many", true)
      })
      const trying = yield* Effect.forkChild(untilItWorks("asking", ask).pipe(Effect.provide(Logger.layer([logger]))))
      for (let second = 0; second < 90; second++) yield* TestClock.adjust("1 second")
      yield* Fiber.join(trying)
      assert.deepStrictEqual(said, ["asking: trying again (no connection)", "asking: trying again (too many)"])
    })
  )

  it.effect("asks again no sooner than the failure asks for", () =>
    Effect.gen(function* () {
      const tried: Array<number> = []
      const ask = Effect.gen(function* () {
        tried.push(yield* Clock.currentTimeMillis)
        if (tried.length < 3)
          return yield* new ExchangeUnavailable({ message: "too many", retryable: true, retryAfter: 60_000 })
      })
      const trying = yield* Effect.forkChild(untilItWorks("asking", ask))
      for (let second = 0; second < 125; second++) yield* TestClock.adjust("1 second")
      yield* Fiber.join(trying)
      assert.deepStrictEqual(tried, [0, 60_000, 120_000])
    })
  )

  it.effect("never asks again for what was refused for good", () =>
    Effect.gen(function* () {
      let tries = 0
      const ask = Effect.suspend(() => {
        tries += 1
        return failure("not allowed", false)
      })
      assert.strictEqual((yield* Effect.flip(untilItWorks("asking", ask))).message, "not allowed")
      yield* inBackground("asking", ask)
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(tries, 2)
    })
  )
})
