import { expect, it } from "@effect/vitest"
import { Clock, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { IbkrPace, publishedLimits, type Slot } from "./pace.ts"

const PATIENCE = 600_000

/** When so many that ask at once have their turns. */
const moments = Effect.fnUntraced(function* (pace: IbkrPace, slots: ReadonlyArray<Slot | undefined>) {
  const asking = yield* Effect.forkChild(
    Effect.forEach(
      slots,
      (slot) => pace.asked({ slot, urgency: "URGENT", patience: PATIENCE }, Clock.currentTimeMillis),
      {
        concurrency: "unbounded"
      }
    )
  )
  for (let step = 0; step < 1_000; step++) yield* TestClock.adjust("100 millis")
  return yield* Fiber.join(asking)
})

const most = (at: ReadonlyArray<number>, within: number): number =>
  Math.max(...at.map((from) => at.filter((one) => one >= from && one < from + within).length))

it.effect("all accounts of a process together ask ten times a second, and for each list once in 5 s", () =>
  Effect.gen(function* () {
    const pace = new IbkrPace()
    const slots: ReadonlyArray<Slot | undefined> = ["orders", "trades", "accounts", "tickle", "history", undefined]
    const asked = Array.from({ length: 60 }, (_, nth) => slots[nth % slots.length])
    const at = yield* moments(pace, asked)
    expect(most(at, 1_000)).toBeLessThanOrEqual(10)
    for (const slot of ["orders", "trades", "accounts"] as const)
      expect(
        most(
          at.filter((_, nth) => asked[nth] === slot),
          5_000
        )
      ).toBe(1)
  })
)

it.effect("once it was too much nobody asks anything for a quarter of an hour", () =>
  Effect.gen(function* () {
    const pace = new IbkrPace()
    expect(yield* Effect.flip(pace.banned)).toMatchObject({ cause: "LIMITED", retryAfter: publishedLimits.ban })
    expect(pace.restsUntil).toBe(publishedLimits.ban)
    for (const slot of [undefined, "orders", "tickle", "history"] as const)
      expect(yield* Effect.flip(pace.asked({ slot, urgency: "URGENT" }, Effect.void))).toMatchObject({
        cause: "LIMITED",
        retryable: true
      })
    yield* TestClock.adjust("15 minutes")
    yield* pace.asked({ urgency: "URGENT" }, Effect.void)
  })
)
