import { expect, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import type { TenantId } from "@tradetower/domain/ids"
import { embeddedPlatformForTests, RecentTelemetry } from "../embedded/index.ts"
import { type Delivery, Poison } from "../ports/bus.ts"
import { Store, StoreUnavailable } from "../ports/store.ts"
import { FailedMessages, systemTenant } from "../records/failed-messages.ts"
import { consume } from "./consume.ts"

const delivery: Delivery = {
  topic: "bot-commands",
  subscription: "engine",
  messageId: "a/b",
  subject: "Pause",
  body: { n: 1 },
  properties: {},
  deliveryCount: 1,
  enqueuedAt: 1
}
const unavailable = (retryable: boolean) => new StoreUnavailable({ container: "Orders", message: "away", retryable })

/** Carries `delivery` out for a minute; answers with when it was tried (ms from the start) and how it ended. */
const carryOut = Effect.fnUntraced(function* (handle: (tries: number) => Effect.Effect<void, unknown>) {
  const tried: Array<number> = []
  const began = yield* TestClock.testClockWith((clock) => clock.currentTimeMillis)
  const handler = Effect.fnUntraced(function* () {
    tried.push((yield* TestClock.testClockWith((clock) => clock.currentTimeMillis)) - began)
    yield* handle(tried.length)
  })
  const fiber = yield* Effect.forkChild(Effect.exit(consume("test", handler)(delivery)))
  yield* TestClock.adjust("1 minute")
  return { tried, exit: yield* Fiber.join(fiber) }
})

const kept = (tenantId: TenantId = systemTenant) =>
  Effect.flatMap(Store, (store) =>
    Effect.map(store.query(FailedMessages, { tenantId }), ({ items }) => items.map(({ value }) => value))
  )

const onPlatform = Effect.provide(embeddedPlatformForTests())

it.effect("tries what may pass again, after 10 ms, then twice as long each time, at most 5 s", () =>
  Effect.gen(function* () {
    const { exit, tried } = yield* carryOut((tries) => (tries < 12 ? unavailable(true) : Effect.void))
    expect(Exit.isSuccess(exit)).toBe(true)
    expect(tried.map((at, i) => at - (tried[i - 1] ?? 0))).toEqual([
      0, 10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 5_000, 5_000
    ])
    expect(yield* kept()).toEqual([])
  }).pipe(onPlatform)
)

it.effect("hands a message back after 20 s, or at once when the disk or an interruption kept it from it", () =>
  Effect.gen(function* () {
    const away = yield* carryOut(() => unavailable(true))
    expect(away.tried.at(-1)).toBe(15_110)
    expect(Exit.isFailure(away.exit)).toBe(true)
    const full = { container: "Orders", message: "full", retryable: true, disk: "FULL" } as const
    for (const handle of [() => new StoreUnavailable(full), () => Effect.interrupt]) {
      const { exit, tried } = yield* carryOut(handle)
      expect([tried.length, Exit.isFailure(exit)]).toEqual([1, true])
    }
    expect(yield* kept()).toEqual([])
  }).pipe(onPlatform)
)

it.effect("keeps what can't be helped at once, with why, and counts it", () =>
  Effect.gen(function* () {
    const poison = yield* carryOut(() => new Poison({ reason: "UNREADABLE", message: "not a command" }))
    expect([poison.tried, Exit.isSuccess(poison.exit)]).toEqual([[0], true])
    const failed = { id: "bot-commands:engine:a_b", messageId: "a/b", body: { n: 1 }, deliveryCount: 1 }
    expect(yield* kept()).toMatchObject([{ ...failed, reason: "UNREADABLE", description: "not a command" }])
    const refused = yield* carryOut(() => unavailable(false))
    expect([refused.tried, Exit.isSuccess(refused.exit)]).toEqual([[0], true])
    expect(yield* kept()).toMatchObject([{ ...failed, reason: "RefusedForGood", description: "away" }])
    const { counts } = yield* (yield* RecentTelemetry).recent
    const attributes = { topic: "bot-commands", subscription: "engine" }
    expect(counts).toContainEqual({ name: "failed-messages", attributes, value: 2 })
  }).pipe(onPlatform)
)

it.effect("tries to keep a message again while that may pass, and hands it back when it can't be kept", () => {
  let writes = 0
  const failing = (error: (write: number) => StoreUnavailable | undefined) =>
    Layer.effect(
      Store,
      Effect.map(Store, (store): (typeof Store)["Service"] => ({
        ...store,
        upsert: (container, value, options) => {
          const failure = error(++writes)
          return failure === undefined ? store.upsert(container, value, options) : Effect.fail(failure)
        }
      }))
    )
  const poison = () => new Poison({ reason: "UNREADABLE", message: "not a command" })
  return Effect.gen(function* () {
    const later = yield* carryOut(poison).pipe(
      Effect.provide(failing((write) => (write < 4 ? unavailable(true) : undefined)))
    )
    expect([later.tried.length, Exit.isSuccess(later.exit)]).toEqual([4, true])
    expect(yield* kept()).toHaveLength(1)
    const never = yield* carryOut(poison).pipe(Effect.provide(failing(() => unavailable(false))))
    expect([never.tried.length, Exit.isFailure(never.exit)]).toEqual([1, true])
  }).pipe(onPlatform)
})
