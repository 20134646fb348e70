import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Deferred, Effect, Layer, Schedule } from "effect"
import { expect, it } from "@effect/vitest"
import { afterAll } from "vitest"
import { Bus, type OutgoingMessage, type Places, Poison, type Subscription } from "../../ports/bus.ts"
import { embeddedBus } from "./bus.ts"
import { Database } from "../database/database.ts"

const root = mkdtempSync(join(tmpdir(), "tradetower-bus-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const engine: Subscription = { topic: "bot-commands", subscription: "engine" }
const MINUTE = 60_000

const message = (messageId: string, sessionId: string): OutgoingMessage => ({
  messageId,
  sessionId,
  subject: "Test",
  body: null,
  properties: { tenantId: "ada" }
})

/** A bus in a folder of its own, on a clock the test moves. */
const busAt = (folder: string, now: () => number, lockMs?: number) =>
  embeddedBus(lockMs === undefined ? undefined : () => lockMs).pipe(
    Layer.provide(Database.layer({ folder: join(root, folder), durability: "NORMAL", now }))
  )

it.live("BUS-11 a handler that takes too long is interrupted, and its message comes again", () =>
  Effect.gen(function* () {
    const bus = yield* Bus
    const done = yield* Deferred.make<number>()
    let interrupted = 0
    yield* Effect.forkScoped(
      bus.receive(engine, (each) =>
        each.deliveryCount < 3
          ? Effect.onInterrupt(Effect.never, () => Effect.sync(() => void interrupted++))
          : Deferred.succeed(done, each.deliveryCount)
      )
    )
    yield* bus.send("bot-commands", [message("m", "bot")])
    expect(yield* Deferred.await(done)).toBe(3)
    expect(interrupted).toBe(2)
  }).pipe(Effect.scoped, Effect.provide(busAt("late", Date.now, 60)))
)

it.live("BUS-3 more messages than are held in memory come all, each once, in order", () =>
  Effect.gen(function* () {
    const bus = yield* Bus
    const total = 45_000
    const next = new Map<string, number>()
    let seen = 0
    const done = yield* Deferred.make<void>()
    const send = (from: number, to: number) =>
      Effect.forEach(
        Array.from({ length: (to - from) / 500 }, (_, i) => from + i * 500),
        (first) =>
          bus.send(
            "bot-commands",
            Array.from({ length: 500 }, (_, i) => message(`m${first + i}`, `bot${(first + i) % 7}`))
          ),
        { discard: true }
      )
    yield* send(0, 40_000)
    yield* Effect.forkScoped(
      bus.receive(engine, (each) =>
        Effect.sync(() => {
          const session = each.sessionId ?? ""
          const expected = next.get(session) ?? Number(session.slice(3))
          if (each.messageId !== `m${expected}`) throw new Error(`m${expected} was due, not ${each.messageId}`)
          next.set(session, expected + 7)
          if (++seen === total) Deferred.doneUnsafe(done, Effect.void)
        })
      )
    )
    yield* send(40_000, total)
    yield* Deferred.await(done)
    expect(seen).toBe(total)
  }).pipe(Effect.scoped, Effect.provide(busAt("many", Date.now)))
)

/** Asks until the answer is as wanted. */
const eventually = <A, E>(ask: Effect.Effect<A, E>, wanted: (answer: A) => boolean): Effect.Effect<A, E> =>
  Effect.repeat(ask, { until: wanted, schedule: Schedule.spaced("5 millis") })

/** A receiver for which everything of stuck tenants takes for ever; answers what others got. */
const withStuck = (places: Places) =>
  Effect.gen(function* () {
    const bus = yield* Bus
    const served: Array<string> = []
    yield* Effect.forkScoped(
      bus.receive(
        engine,
        ({ messageId, properties }) =>
          Effect.suspend(() => {
            if (String(properties["tenantId"]).startsWith("stuck")) return Effect.never
            served.push(messageId)
            return Effect.void
          }),
        places
      )
    )
    return served
  })

const sendAs = (tenantId: string, first: number, count: number) =>
  Effect.flatMap(Bus, (bus) =>
    bus.send(
      "bot-commands",
      Array.from({ length: count }, (_, i) => ({
        ...message(`${tenantId}-${first + i}`, `${tenantId}-bot${(first + i) % 300}`),
        properties: { tenantId }
      }))
    )
  )

it.live("BUS-4 a tenant's flood beyond what is held in memory delays and drops nothing of another's", () =>
  Effect.gen(function* () {
    const served = yield* withStuck({ concurrency: 8 })
    for (let first = 0; first < 25_000; first += 500) yield* sendAs("stuck", first, 500)
    yield* sendAs("ben", 0, 50)
    yield* eventually(
      Effect.sync(() => served.length),
      (length) => length === 50
    )
    expect(new Set(served).size).toBe(50)
  }).pipe(Effect.scoped, Effect.provide(busAt("flood", Date.now)))
)

it.live("BUS-4 a tenant's flood that waited over a restart holds up nobody", () =>
  Effect.gen(function* () {
    yield* Effect.gen(function* () {
      for (let first = 0; first < 25_000; first += 500) yield* sendAs("stuck", first, 500)
      yield* sendAs("ben", 0, 50)
    }).pipe(Effect.provide(busAt("flooded", Date.now)))
    yield* Effect.gen(function* () {
      const served = yield* withStuck({ concurrency: 8 })
      yield* eventually(
        Effect.sync(() => served.length),
        (length) => length === 50
      )
    }).pipe(Effect.scoped, Effect.provide(busAt("flooded", Date.now)))
  })
)

it.live("BUS-4 however many tenants are stuck, another has places of its own", () =>
  Effect.gen(function* () {
    const served = yield* withStuck({ concurrency: 64, own: 2 })
    for (let tenant = 0; tenant < 50; tenant++) yield* sendAs(`stuck${tenant}`, 0, 100)
    yield* sendAs("ben", 0, 50)
    yield* eventually(
      Effect.sync(() => served.length),
      (length) => length === 50
    )
  }).pipe(Effect.scoped, Effect.provide(busAt("own", Date.now)))
)

it.live("BUS-13 one tenant's dead letters don't keep another's from being looked at", () =>
  Effect.gen(function* () {
    const bus = yield* Bus
    yield* Effect.forkScoped(
      bus.receive(engine, () => Effect.fail(new Poison({ reason: "Bad", message: "no" })), { concurrency: 4 })
    )
    yield* sendAs("ada", 0, 300)
    yield* eventually(bus.count(engine), ({ dead }) => dead === 300)
    yield* sendAs("ben", 0, 1)
    yield* eventually(bus.count(engine), ({ dead }) => dead === 301)
    const letters = yield* bus.deadLetters(engine, 5)
    expect(letters.map(({ message: { messageId } }) => messageId)).toContain("ben-0")
  }).pipe(Effect.scoped, Effect.provide(busAt("dead-turns", Date.now)))
)

it.live("BUS-12 messages written before it was noted whose they are come still, in order", () => {
  const folder = "before"
  return Effect.gen(function* () {
    yield* Effect.gen(function* () {
      const { db } = yield* Database
      db.exec(
        `CREATE TABLE "bus bot-commands/engine" (seq INTEGER PRIMARY KEY, session TEXT NOT NULL,
           enqueued_at INTEGER NOT NULL, failures INTEGER NOT NULL, message TEXT NOT NULL) STRICT`
      )
      const adding = db.prepare(`INSERT INTO "bus bot-commands/engine" VALUES (?, ?, 0, 0, ?)`)
      for (let seq = 1; seq <= 3; seq++) adding.run(seq, "bot", JSON.stringify(message(`m${seq}`, "bot")))
    }).pipe(Effect.provide(Database.layer({ folder: join(root, folder), durability: "NORMAL", now: Date.now })))
    yield* Effect.gen(function* () {
      const served = yield* withStuck({ concurrency: 4 })
      yield* eventually(
        Effect.sync(() => served.length),
        (length) => length === 3
      )
      expect(served).toEqual(["m1", "m2", "m3"])
    }).pipe(Effect.scoped, Effect.provide(busAt(folder, Date.now)))
  })
})

it.live("BUS-9 an id counts for ten minutes, then it is new", () => {
  let now = Date.now()
  return Effect.gen(function* () {
    const bus = yield* Bus
    const sendAgain = Effect.andThen(
      bus.send("bot-commands", [message("m", "bot")]),
      Effect.map(bus.count(engine), (count) => count.active)
    )
    expect(yield* sendAgain).toBe(1)
    now += 9 * MINUTE
    yield* bus.send("bot-commands", [message("other", "bot")])
    expect(yield* sendAgain).toBe(2)
    now += 2 * MINUTE
    expect(yield* sendAgain).toBe(3)
    now += 9 * MINUTE
    expect(yield* sendAgain).toBe(3)
  }).pipe(Effect.provide(busAt("window", () => now)))
})

it.live("BUS-13 a dead letter that is not settled is free again after a minute", () => {
  let now = Date.now()
  return Effect.gen(function* () {
    const bus = yield* Bus
    const buried = yield* Deferred.make<void>()
    yield* Effect.forkScoped(
      bus.receive(engine, () =>
        Effect.ensuring(Effect.fail(new Poison({ reason: "Bad", message: "no" })), Deferred.succeed(buried, undefined))
      )
    )
    yield* bus.send("bot-commands", [message("m", "bot")])
    yield* Deferred.await(buried)
    yield* bus.send("bot-commands", [message("after", "bot")])
    const looked = Effect.map(bus.deadLetters(engine, 1), (letters) => letters.length)
    expect(yield* looked).toBe(1)
    expect(yield* looked).toBe(0)
    now += 61_000
    expect(yield* looked).toBe(1)
  }).pipe(Effect.scoped, Effect.provide(busAt("dead", () => now)))
})

it.live("BUS-18 a price that nobody took in time is dropped, and is not dead", () => {
  let now = Date.now()
  const prices: Subscription = { topic: "market-data", subscription: "realtime" }
  return Effect.gen(function* () {
    const bus = yield* Bus
    const { sessionId: _, ...price } = message("old", "")
    yield* bus.send("market-data", [price])
    now += 59_000
    yield* bus.send("market-data", [{ ...price, messageId: "young" }])
    now += 1_000
    yield* bus.send("market-data", [{ ...price, messageId: "new" }])
    const seen: Array<string> = []
    yield* Effect.forkScoped(bus.receive(prices, ({ messageId }) => Effect.sync(() => void seen.push(messageId))))
    yield* eventually(bus.count(prices), ({ active }) => active === 0)
    expect(seen).toEqual(["young", "new"])
    expect((yield* bus.count(prices)).dead).toBe(0)
  }).pipe(Effect.scoped, Effect.provide(busAt("ttl", () => now)))
})

it.live("BUS-4 one tenant's stuck sessions leave places to the others", () =>
  Effect.gen(function* () {
    const bus = yield* Bus
    const HALF = 64
    const full = yield* Deferred.make<void>()
    const served = yield* Deferred.make<void>()
    let stuck = 0
    const others = new Set<string>()
    const sendAs = (tenantId: string, bots: number) =>
      bus.send(
        "bot-commands",
        Array.from({ length: bots }, (_, bot) => ({
          ...message(`${tenantId}${bot}`, `${tenantId}${bot}`),
          properties: { tenantId }
        }))
      )
    yield* sendAs("ada", 300)
    yield* Effect.forkScoped(
      bus.receive(
        engine,
        ({ messageId, properties }) =>
          Effect.suspend(() => {
            if (properties["tenantId"] === "ada") {
              if (++stuck === HALF) Deferred.doneUnsafe(full, Effect.void)
              return Effect.never
            }
            others.add(messageId)
            if (others.size === 100) Deferred.doneUnsafe(served, Effect.void)
            return Effect.void
          }),
        { concurrency: 2 * HALF }
      )
    )
    yield* Deferred.await(full)
    yield* sendAs("ben", 100)
    yield* Deferred.await(served)
    expect(stuck).toBe(HALF)
  }).pipe(Effect.scoped, Effect.provide(busAt("shared", Date.now)))
)
