import { Effect } from "effect"
import { describe, expect, it } from "@effect/vitest"
import { TenantId } from "@tradetower/domain/ids"
import { RateCounters, type RateLimit } from "@tradetower/platform"
import { type Open, unique } from "./place.ts"

export const limit = (most: number, name = "alerts"): RateLimit => ({ name, most, withinMs: 60_000 })
export const nobodyElse = Effect.succeed<ReadonlyArray<number>>([])

/** SHARED-1 to SHARED-3 of `infra/platform/contracts/shared-state.md`, which any implementation must keep. */
export const ratesContract = (name: string, open: Open<RateCounters>): void => {
  const rule = (title: string, test: Effect.Effect<void, unknown, RateCounters>) =>
    it.live(title, () => Effect.provide(test, open(unique("place"))))
  const tenant = (who = "ada") => TenantId.make(unique(who))

  describe(`Rate counters: ${name}`, () => {
    rule(
      "SHARED-1 lets pass as many as the limit says, and says when there is room",
      Effect.gen(function* () {
        const rates = yield* RateCounters
        const ada = tenant()
        const since = Date.now()
        const waits = yield* Effect.forEach(Array.from({ length: 30 }), () => rates.take(limit(20), ada, nobodyElse))
        expect(waits.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 0))
        for (const wait of waits.slice(20)) {
          expect(wait).toBeGreaterThan(60_000 - (Date.now() - since) - 1)
          expect(wait).toBeLessThanOrEqual(60_000)
        }
      })
    )

    rule(
      "SHARED-1 never lets pass more, however many ask at once, and has room again when the first has passed",
      Effect.gen(function* () {
        const rates = yield* RateCounters
        const ada = tenant()
        const brief = { name: "brief", most: 5, withinMs: 300 }
        const all = yield* Effect.forEach(Array.from({ length: 50 }), () => rates.take(brief, ada, nobodyElse), {
          concurrency: "unbounded"
        })
        const passed = all.filter((wait) => wait === 0).length
        expect(passed).toBeLessThanOrEqual(5)
        expect(passed).toBeGreaterThan(0)
        for (;;) {
          const wait = yield* rates.take(brief, ada, nobodyElse)
          if (wait === 0) break
          yield* Effect.sleep(wait)
        }
      })
    )

    rule(
      "SHARED-2 counts tenants apart, and limits",
      Effect.gen(function* () {
        const rates = yield* RateCounters
        const [ada, ben] = [tenant(), tenant("ben")]
        const first = (which: RateLimit, who: TenantId) => rates.take(which, who, nobodyElse)
        expect(yield* first(limit(1), ada)).toBe(0)
        expect(yield* first(limit(1), ada)).toBeGreaterThan(0)
        expect(yield* first(limit(1), ben)).toBe(0)
        expect(yield* first(limit(1, "others"), ada)).toBe(0)
      })
    )

    rule(
      "SHARED-3 knows nothing of a tenant that was forgotten, and all of the others",
      Effect.gen(function* () {
        const rates = yield* RateCounters
        const [ada, ben] = [tenant(), tenant("ben")]
        for (const who of [ada, ben]) yield* rates.take(limit(1), who, nobodyElse)
        yield* rates.forget(limit(1), ada)
        expect(yield* rates.take(limit(1), ada, nobodyElse)).toBe(0)
        expect(yield* rates.take(limit(1), ben, nobodyElse)).toBeGreaterThan(0)
      })
    )
  })
}
