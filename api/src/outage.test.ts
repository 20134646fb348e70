import { afterEach, beforeEach, describe, expect, it } from "@effect/vitest"
import { Effect, Layer, ManagedRuntime } from "effect"
import { TestClock } from "effect/testing"
import { FailedMessages, Store, StoreUnavailable, type Topic } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { connectApp, tenant } from "./testing.ts"

/** How often the store was asked while it was away; `undefined` while it is there. */
let asked: number | undefined
const orAway = <A, R>(act: Effect.Effect<A, StoreUnavailable, R>) =>
  Effect.suspend(() => {
    if (asked === undefined) return act
    asked++
    return Effect.fail(new StoreUnavailable({ container: "any", message: "too many requests", retryable: true }))
  })
const away = Layer.effect(
  Store,
  Effect.map(Store, (store): (typeof Store)["Service"] => ({
    ...store,
    read: (container, key, id) => orAway(store.read(container, key, id)),
    query: (container, key, query) => orAway(store.query(container, key, query))
  }))
)

const start = () => {
  const platform = Layer.provideMerge(away, embeddedPlatformForTests())
  const runtime = ManagedRuntime.make(Layer.provideMerge(platform, TestClock.layer()))
  return { runtime, app: connectApp(runtime) }
}
let system: ReturnType<typeof start>
beforeEach(async () => {
  asked = undefined
  system = start()
  await system.app.ask("GET", "/me", { as: "ada" })
})
afterEach(async () => {
  await system.app.stop()
  await system.runtime.dispose()
})

const properties = { tenantId: "ada" }
const event = { _tag: "PriceReached", at: 1, price: "1" }
const messages: Readonly<Partial<Record<Topic, object>>> = {
  "bot-commands": { _tag: "Happened", tenantId: "ada", botId: "b", runId: "r", event },
  "signal-events": { tenantId: "ada", botId: "b", signalId: "s", action: "BUY", receivedAt: 1 },
  "backtest-jobs": { tenantId: "ada", id: "j", part: 0 },
  "sweep-jobs": { tenantId: "ada", id: "j", part: 0 }
}

const failed = () =>
  system.runtime.runPromise(
    Effect.flatMap(Store, (store) => store.query(FailedMessages, { tenantId: tenant("ada") })).pipe(
      Effect.map(({ items }) => items.map(({ value }) => value))
    )
  )

/** Delivers a message as a trigger does: again at once when it failed. Answers with the deliveries it took; time passes. */
const deliver = async (topic: Topic, body: unknown, tick = (_passed: number) => {}): Promise<number> => {
  let passed = 0
  for (let deliveries = 1; ; deliveries++) {
    const settled: { ok?: boolean } = {}
    void system.app.deliver(topic, { messageId: "m", body, properties }, deliveries).then(
      () => (settled.ok = true),
      () => (settled.ok = false)
    )
    while (settled.ok === undefined) {
      await new Promise(setImmediate)
      await system.runtime.runPromise(TestClock.adjust(100))
      tick((passed += 100))
    }
    if (settled.ok) return deliveries
    if (deliveries === 10) throw new Error(`${topic}: dead after ten deliveries`)
  }
}

describe.each(Object.entries(messages) as ReadonlyArray<[Topic, object]>)("a message of %s", (topic, body) => {
  it("outlasts 60 s without a store, asked again after growing pauses, and is done when it is there again", async () => {
    asked = 0
    let most = 0
    const deliveries = await deliver(topic, body, (passed) => {
      most = asked ?? most
      if (passed >= 60_000) asked = undefined
    })
    expect(deliveries).toBeLessThanOrEqual(5)
    expect(most).toBeGreaterThan(20)
    expect(most).toBeLessThan(70)
  })

  it("is settled at its first delivery when it can't be helped, and kept with why", async () => {
    expect(await deliver(topic, { tenantId: "ben" })).toBe(1)
    expect(await failed()).toMatchObject([{ topic, messageId: "m", reason: "UNREADABLE", deliveryCount: 1 }])
  })
})

it.each(["bot-commands", "signal-events"] as const)(
  "hands a message of %s back at once when the app ends",
  async (topic) => {
    asked = 0
    const handed = system.app.deliver(topic, { messageId: "m", body: messages[topic], properties })
    await expect.poll(() => asked).toBeGreaterThan(0)
    await system.app.stop()
    await expect(handed).rejects.toThrow("interrupted")
  }
)
