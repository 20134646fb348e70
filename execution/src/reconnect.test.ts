import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { ExchangeUnavailable } from "./exchange.ts"
import { reconnecting } from "./reconnect.ts"

const lost = (retryable: boolean) => new ExchangeUnavailable({ message: "no connection", retryable })

describe("connecting again", () => {
  it.effect("waits longer each time, up to 30 s, and never all of it; a connection that came begins anew", () =>
    Effect.gen(function* () {
      const tried: Array<number> = []
      const trying = yield* Effect.forkChild(
        reconnecting((come) =>
          Effect.gen(function* () {
            tried.push(yield* Clock.currentTimeMillis)
            if (tried.length === 9) yield* come
            return yield* lost(true)
          })
        )
      )
      for (let second = 0; second < 600; second++) yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(trying)
      const pauses = tried.slice(1).map((at, i) => (at - (tried[i] ?? 0)) / 1_000)
      const longest = [1, 2, 4, 8, 16, 30, 30, 30, 1, 2, 4]
      for (const [i, most] of longest.entries()) {
        assert.isAtMost(pauses[i] ?? Infinity, most)
        assert.isAtLeast(pauses[i] ?? 0, most / 2)
      }
      assert.isAtLeast(new Set(pauses).size, 8)
    })
  )

  it.effect("waits as long as it is asked to", () =>
    Effect.gen(function* () {
      const tried: Array<number> = []
      const limited = new ExchangeUnavailable({ message: "too many", retryable: true, retryAfter: 60_000 })
      const trying = yield* Effect.forkChild(
        reconnecting(() =>
          Effect.gen(function* () {
            tried.push(yield* Clock.currentTimeMillis)
            return yield* limited
          })
        )
      )
      for (let second = 0; second < 130; second++) yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(trying)
      assert.deepStrictEqual(tried, [0, 60_000, 120_000])
    })
  )

  it.effect("never tries again what was refused for good", () =>
    Effect.gen(function* () {
      let tries = 0
      const refused = yield* Effect.flip(
        reconnecting(() =>
          Effect.suspend(() => {
            tries += 1
            return lost(false)
          })
        )
      )
      assert.isFalse(refused.retryable)
      assert.strictEqual(tries, 1)
    })
  )
})
