import { afterEach, beforeEach, describe, expect, it } from "@effect/vitest"
import { Effect, Layer, ManagedRuntime } from "effect"
import { Bus, BusUnavailable, FailedMessages, Poison, Store, StoreUnavailable, Users } from "@tradetower/platform"
import { embeddedPlatformForTests, RecentTelemetry } from "@tradetower/platform/embedded"
import { connectApp, tenant } from "../testing.ts"

/** How many of the next sends of the bus, and writes of kept messages, fail. */
const broken = { sends: 0, writes: 0 }
const failing = Layer.mergeAll(
  Layer.effect(
    Bus,
    Effect.map(Bus, (bus) => ({
      ...bus,
      send: (topic, messages) =>
        broken.sends-- > 0
          ? Effect.fail(new BusUnavailable({ topic, message: "the topic is full", retryable: false }))
          : bus.send(topic, messages)
    }))
  ),
  Layer.effect(
    Store,
    Effect.map(Store, (store): (typeof Store)["Service"] => ({
      ...store,
      upsert: (container, value, options) =>
        container.name === "FailedMessages" && broken.writes-- > 0
          ? Effect.fail(new StoreUnavailable({ container: container.name, message: "gone", retryable: true }))
          : store.upsert(container, value, options)
    }))
  )
)

const start = () => {
  const runtime = ManagedRuntime.make(Layer.provideMerge(failing, embeddedPlatformForTests()))
  return { runtime, app: connectApp(runtime) }
}
let app: ReturnType<typeof start>["app"]
let runtime: ReturnType<typeof start>["runtime"]
beforeEach(async () => {
  Object.assign(broken, { sends: 0, writes: 0 })
  ;({ app, runtime } = start())
  // Whoever comes has a document of theirs from then on.
  await app.ask("GET", "/me", { as: "ada" })
})
afterEach(async () => {
  await app.stop()
  await runtime.dispose()
})

const from = { topic: "bot-commands", subscription: "engine" } as const

/** Receives until the subscription is empty; every message is given up at once. */
const giveUpAll = () =>
  runtime.runPromise(
    Effect.gen(function* () {
      const bus = yield* Bus
      const seen: Array<string> = []
      const receive = bus.receive(from, (message) => {
        seen.push(message.messageId)
        return new Poison({ reason: "TEST", message: "can't work" })
      })
      const empty = Effect.gen(function* () {
        while ((yield* bus.count(from)).active > 0) yield* Effect.sleep("5 millis")
      })
      yield* Effect.race(receive, empty)
      return seen
    })
  )
const counts = () => runtime.runPromise(Effect.flatMap(Bus, (bus) => bus.count(from)))
const message = (messageId: string, n: number) => ({
  messageId,
  sessionId: "b1",
  subject: "Pause",
  body: { n },
  properties: { tenantId: "ada" }
})
const send = (count: number) =>
  runtime.runPromise(
    Effect.flatMap(Bus, (bus) =>
      bus.send(
        from.topic,
        Array.from({ length: count }, (_, i) => message(`m${i}`, i))
      )
    )
  )
const kept = () =>
  runtime.runPromise(
    Effect.flatMap(Store, (store) => store.query(FailedMessages, { tenantId: tenant("ada") })).pipe(
      Effect.map((page) => page.items.map(({ value }) => value))
    )
  )
const told = () => runtime.runPromise(Effect.flatMap(RecentTelemetry, (telemetry) => telemetry.recent))

describe("the dead letters' timer", () => {
  it("puts a message back once, marked, and keeps it with reason and body when it fails again", async () => {
    await send(1)
    expect(await giveUpAll()).toEqual(["m0"])
    expect(await counts()).toEqual({ active: 0, dead: 1 })

    await app.tick("dead-letters")
    expect(await counts()).toEqual({ active: 1, dead: 0 })
    expect(await kept()).toEqual([])

    expect(await giveUpAll()).toHaveLength(1)
    await app.tick("dead-letters")
    expect(await counts()).toEqual({ active: 0, dead: 0 })
    expect(await kept()).toMatchObject([
      { topic: "bot-commands", subscription: "engine", reason: "TEST", body: { n: 0 }, sessionId: "b1" }
    ])
  })

  it("keeps a message that can't be put back, with why it was given up, and does not hold up the others", async () => {
    await send(3)
    await giveUpAll()
    broken.sends = 1
    await app.tick("dead-letters")
    expect(await counts()).toEqual({ active: 2, dead: 0 })
    expect(await kept()).toMatchObject([{ messageId: "m0", reason: "TEST", description: "can't work", body: { n: 0 } }])
  })

  it("keeps no message of a tenant who was erased", async () => {
    await send(1)
    await giveUpAll()
    broken.sends = 1
    await runtime.runPromise(Effect.flatMap(Store, (store) => store.remove(Users, { tenantId: tenant("ada") }, "user")))
    await app.tick("dead-letters")
    expect(await counts()).toEqual({ active: 0, dead: 0 })
    expect(await kept()).toEqual([])
  })

  it("leaves a message where it is when it can be neither put back nor kept, and tries again the next time", async () => {
    await send(1)
    await giveUpAll()
    Object.assign(broken, { sends: 1, writes: 1 })
    await app.tick("dead-letters")
    expect(await counts()).toEqual({ active: 0, dead: 1 })
    expect(await kept()).toEqual([])
    await app.tick("dead-letters")
    expect(await counts()).toEqual({ active: 1, dead: 0 })
  })

  it("carries a message that was put back under the id it had first, so that nothing is done twice", async () => {
    await send(1)
    await giveUpAll()
    await app.tick("dead-letters")
    const [again] = await app.drain("bot-commands", "engine")
    expect(again?.messageId).not.toBe("m0")
    expect(again?.properties).toMatchObject({ dlq_retry: true, first_message_id: "m0", tenantId: "ada" })
  })

  it("counts and logs them per topic and subscription, and takes 50 at a time", async () => {
    await send(60)
    await giveUpAll()
    await app.tick("dead-letters")
    expect(await counts()).toEqual({ active: 50, dead: 10 })
    const { counts: counted, logs } = await told()
    expect(counted).toContainEqual({ name: "dead-letters", attributes: from, value: 50 })
    expect(logs.filter(({ message }) => message.includes("is put back"))).toHaveLength(50)
  })

  it("calls an operator when more than 10 wait, not before", async () => {
    await send(10)
    await giveUpAll()
    await app.tick("dead-letters")
    expect((await told()).alerts).toEqual([])
    await app.drain("bot-commands", "engine")
    await runtime.runPromise(
      Effect.flatMap(Bus, (bus) =>
        bus.send(
          from.topic,
          Array.from({ length: 11 }, (_, i) => message(`n${i}`, i))
        )
      )
    )
    await giveUpAll()
    await app.tick("dead-letters")
    expect((await told()).alerts).toMatchObject([{ name: "dead-letters-waiting", attributes: { dead: 11 } }])
  })
})
