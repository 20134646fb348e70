import { describe, expect, it } from "@effect/vitest"
import { Clock, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { scheduleOf, timerTrigger } from "./timer.ts"

const every = (schedule: string) => ({ type: "timerTrigger", schedule }) as const

describe("timers", () => {
  it.effect("fire on their schedule, and again after a failure", () =>
    Effect.gen(function* () {
      let fired = 0
      const logged: Array<string> = []
      const invoke = () => {
        fired++
        return fired === 1 ? Promise.reject(new Error("first")) : Promise.resolve()
      }
      const fiber = yield* Effect.forkChild(
        timerTrigger("sweep", every("0 */5 * * * *"), invoke, (message) => logged.push(message))
      )
      yield* TestClock.adjust("4 minutes")
      expect(fired).toBe(0)
      yield* TestClock.adjust("61 seconds")
      yield* Effect.promise(() => Promise.resolve())
      expect(fired).toBe(1)
      yield* TestClock.adjust("5 minutes")
      expect(fired).toBe(2)
      expect(logged.join()).toContain("first")
      yield* Fiber.interrupt(fiber)
    })
  )

  it.effect("fire once for all they slept through, within a minute of waking", () =>
    Effect.gen(function* () {
      const timers = yield* Clock.Clock
      let slept = 0
      const now = () => timers.currentTimeMillisUnsafe() + slept
      const nanos = () => BigInt(now()) * 1_000_000n
      const wall: Clock.Clock = {
        currentTimeMillisUnsafe: now,
        currentTimeMillis: Effect.sync(now),
        currentTimeNanosUnsafe: nanos,
        currentTimeNanos: Effect.sync(nanos),
        monotonicTimeNanosUnsafe: () => timers.monotonicTimeNanosUnsafe(),
        monotonicTimeNanos: timers.monotonicTimeNanos,
        sleep: (duration) => timers.sleep(duration)
      }
      let fired = 0
      const invoke = () => {
        fired++
        return Promise.resolve()
      }
      yield* Effect.forkScoped(
        timerTrigger("sweep", every("0 0 */6 * * *"), invoke, () => undefined).pipe(
          Effect.provideService(Clock.Clock, wall)
        )
      )
      yield* TestClock.adjust("1 minute")
      slept = 60 * 3_600_000
      yield* TestClock.adjust("1 minute")
      expect(fired).toBe(1)
      yield* TestClock.adjust("5 minutes")
      expect(fired).toBe(1)
    }).pipe(Effect.scoped)
  )

  it("refuses a schedule it would read differently than Functions does", () => {
    expect(() => scheduleOf("t", "*/5 * * * *")).toThrow("six fields")
    expect(() => scheduleOf("t", "0 0 0 1 * MON")).toThrow("not both")
    expect(() => scheduleOf("t", "0 99 * * * *")).toThrow('schedule "0 99')
  })
})
