import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { TenantId } from "@tradetower/domain/ids"
import { RateCounters } from "../ports/rate-counters.ts"
import { processRates } from "./process-rates.ts"

const ada = TenantId.make("ada")
const limit = { name: "alerts", most: 3, withinMs: 60_000 }

for (const [others, asked] of [
  [false, 1],
  [true, 3]
] as const)
  it.effect(`SHARED-4 what others let pass is asked ${others ? "every 5 s" : "once, where there are none"}`, () =>
    Effect.gen(function* () {
      const rates = yield* RateCounters
      let times = 0
      const elsewhere = Effect.sync(() => {
        times++
        return []
      })
      for (let second = 0; second < 12; second++) {
        yield* rates.take(limit, ada, elsewhere)
        yield* TestClock.adjust("1 second")
      }
      expect(times).toBe(asked)
    }).pipe(Effect.provide(processRates({ others })))
  )

it.effect("SHARED-4 what others let pass counts, each moment once; where they can't be asked, that is told", () =>
  Effect.gen(function* () {
    const rates = yield* RateCounters
    yield* TestClock.adjust("1 hour")
    const now = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
    expect(yield* Effect.flip(rates.take(limit, ada, Effect.fail("away")))).toBe("away")
    expect(yield* rates.take(limit, ada, Effect.succeed([now - 1, now - 1_000]))).toBe(0)
    yield* TestClock.adjust("5 seconds")
    expect(yield* rates.take(limit, ada, Effect.succeed([now - 1, now - 1_000]))).toBe(54_000)
  }).pipe(Effect.provide(processRates({ others: true })))
)
