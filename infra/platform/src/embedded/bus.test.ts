import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Deferred, Effect, Layer } from "effect"
import { expect, it } from "@effect/vitest"
import { afterAll, vi } from "vitest"
import { Bus, type OutgoingMessage, Poison, type Subscription } from "../bus.ts"
import { embeddedBus } from "./bus.ts"
import { Database } from "./database.ts"

const root = mkdtempSync(join(tmpdir(), "tradetower-bus-"))
vi.setConfig({ testTimeout: 60_000 })
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
  embeddedBus(lockMs).pipe(Layer.provide(Database.layer({ folder: join(root, folder), durability: "NORMAL", now })))

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
