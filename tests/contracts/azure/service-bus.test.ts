import { Deferred, Effect, Fiber } from "effect"
import { expect, it } from "@effect/vitest"
import { Bus, type OutgoingMessage } from "@tradetower/platform"
import type { Rates } from "../../standins/service-bus/faults.ts"
import { commands, message, prices, receiving } from "../messages.ts"
import { eventually } from "../place.ts"
import { busOf, serving, settingsOf } from "./service-bus.ts"

const SESSIONS = 50
const EACH = 40
const unkind: Rates = {
  busy: 0.05,
  lockLost: 0.05,
  droppedBefore: 0.025,
  droppedAfter: 0.025,
  duplicate: 0.05,
  throttled: 0.05
}

it.live("BUS-3 BUS-17 whatever goes wrong, each session's messages come in order, and none is lost", () =>
  Effect.gen(function* () {
    const service = yield* serving({ seed: 7, rates: unkind })
    yield* Effect.gen(function* () {
      const bus = yield* Bus
      const seen = new Map<string, Array<number>>()
      const atWork = new Set<string>()
      const together: Array<string> = []
      yield* receiving(
        commands,
        ({ messageId, sessionId = "" }) =>
          Effect.suspend(() => {
            if (atWork.has(sessionId)) together.push(messageId)
            atWork.add(sessionId)
            seen.set(sessionId, [...(seen.get(sessionId) ?? []), Number(messageId.split("-")[1])])
            return Effect.ensuring(
              Effect.sleep(1),
              Effect.sync(() => atWork.delete(sessionId))
            )
          }),
        32
      )
      for (let nth = 0; nth < EACH; nth++) {
        const batch = Array.from({ length: SESSIONS }, (_, i): OutgoingMessage => message(`${i}-${nth}`, `bot${i}`))
        yield* bus.send("bot-commands", batch)
      }
      yield* eventually(bus.count(commands), ({ active }) => active === 0)
      expect(together).toEqual([])
      expect(seen.size).toBe(SESSIONS)
      for (const numbers of seen.values()) {
        // One that comes again comes before its successors.
        const once = numbers.filter((nth, i) => nth !== numbers[i - 1])
        expect(once).toEqual(Array.from({ length: EACH }, (_, i) => i))
      }
      expect((yield* bus.count(commands)).dead).toBe(0)
    }).pipe(Effect.provide(busOf(settingsOf(service))))
  }).pipe(Effect.scoped)
)

it.live("BUS-11 a handler that takes too long is interrupted, and its message comes again, counted", () =>
  Effect.gen(function* () {
    const service = yield* serving({})
    yield* Effect.gen(function* () {
      const bus = yield* Bus
      const done = yield* Deferred.make<number>()
      let interrupted = 0
      yield* receiving(commands, ({ deliveryCount }) =>
        deliveryCount < 3
          ? Effect.onInterrupt(Effect.never, () => Effect.sync(() => void interrupted++))
          : Deferred.succeed(done, deliveryCount)
      )
      yield* bus.send("bot-commands", [message("m", "bot")])
      expect(yield* Deferred.await(done)).toBe(3)
      expect(interrupted).toBe(2)
    }).pipe(Effect.provide(busOf(settingsOf(service), { lockMs: 60 })))
  }).pipe(Effect.scoped)
)

it.live("BUS-3 a handler that ends slowly after its connection broke is not overtaken by the next delivery", () =>
  Effect.gen(function* () {
    const service = yield* serving()
    yield* Effect.gen(function* () {
      const bus = yield* Bus
      const steps: Array<string> = []
      yield* receiving(commands, ({ messageId }) =>
        Effect.uninterruptible(
          Effect.gen(function* () {
            steps.push(`${messageId} begins`)
            if (steps.length === 1) {
              service.drop()
              yield* Effect.sleep("1 second")
            }
            steps.push(`${messageId} ends`)
          })
        )
      )
      yield* bus.send("bot-commands", [message("m", "bot"), message("n", "bot")])
      yield* eventually(
        Effect.sync(() => steps.length),
        (length) => length === 6
      )
      expect(steps).toEqual(["m begins", "m ends", "m begins", "m ends", "n begins", "n ends"])
    }).pipe(Effect.provide(busOf(settingsOf(service))))
  }).pipe(Effect.scoped)
)

it.live("BUS-11 a lock is renewed while its message is handled, also when that is refused at first", () =>
  Effect.gen(function* () {
    const service = yield* serving({ lockMs: 3_000, rates: { throttled: 0.3 }, seed: 3 })
    yield* Effect.gen(function* () {
      const bus = yield* Bus
      const counts: Array<number> = []
      yield* receiving(commands, ({ deliveryCount }) => {
        counts.push(deliveryCount)
        return Effect.sleep("7 seconds")
      })
      yield* bus.send("bot-commands", [message("m", "bot")])
      yield* eventually(
        Effect.sync(() => service.operations()["settle"] ?? 0),
        (settled) => settled === 1
      )
      expect(counts).toEqual([1])
      expect(service.operations()["renew-session-lock"]).toBeGreaterThan(1)
    }).pipe(Effect.provide(busOf(settingsOf(service))))
  }).pipe(Effect.scoped)
)

it.live("BUS-11 a session is held as long as it is ours, whatever the clock says", () =>
  Effect.gen(function* () {
    const service = yield* serving({ skewMs: -180_000 })
    yield* Effect.gen(function* () {
      const bus = yield* Bus
      const counts: Array<number> = []
      yield* receiving(commands, ({ deliveryCount }) => {
        counts.push(deliveryCount)
        return Effect.sleep("500 millis")
      })
      yield* bus.send("bot-commands", [message("m", "bot")])
      yield* eventually(bus.count(commands), ({ active }) => active === 0)
      expect(counts).toEqual([1])
    }).pipe(Effect.provide(busOf(settingsOf(service))))
  }).pipe(Effect.scoped)
)

it.live("BUS-5 BUS-11 without sessions, too, nothing is lost, and what was left unfinished comes again", () =>
  Effect.gen(function* () {
    const service = yield* serving({ seed: 11, lockMs: 500, rates: { ...unkind, throttled: 0 } })
    const price = (nth: number): OutgoingMessage => ({
      messageId: `p${nth}`,
      subject: "Price",
      body: { nth },
      properties: {}
    })
    const seen = new Set<number>()
    yield* Effect.gen(function* () {
      const bus = yield* Bus
      yield* bus.send("market-data", [price(0)])
      const begun = yield* Deferred.make<void>()
      const stuck = yield* receiving(prices, () => Effect.andThen(Deferred.succeed(begun, undefined), Effect.never))
      yield* Deferred.await(begun)
      yield* Fiber.interrupt(stuck)
    }).pipe(Effect.scoped, Effect.provide(busOf(settingsOf(service))))
    yield* Effect.gen(function* () {
      const bus = yield* Bus
      yield* receiving(prices, ({ messageId }) => Effect.sync(() => seen.add(Number(messageId.slice(1)))), 4)
      for (let first = 1; first < 100; first += 11) {
        yield* bus.send(
          "market-data",
          Array.from({ length: 11 }, (_, i) => price(first + i))
        )
      }
      yield* eventually(bus.count(prices), ({ active }) => active === 0)
    }).pipe(Effect.scoped, Effect.provide(busOf(settingsOf(service))))
    expect(seen.size).toBe(100)
  }).pipe(Effect.scoped)
)

it.live("BUS-4 one tenant's stuck sessions, more than are held, keep no other's from being taken", () =>
  Effect.gen(function* () {
    const service = yield* serving({})
    yield* Effect.gen(function* () {
      const bus = yield* Bus
      const served = new Set<string>()
      const sendAs = (tenantId: string, bots: number) =>
        bus.send(
          "bot-commands",
          Array.from({ length: bots }, (_, i) => ({
            ...message(`${tenantId}${i}`, `${tenantId}${i}`),
            properties: { tenantId }
          }))
        )
      yield* sendAs("stuck", 40)
      yield* sendAs("ben", 10)
      yield* receiving(
        commands,
        ({ messageId }) => {
          if (messageId.startsWith("stuck")) return Effect.never
          served.add(messageId)
          return Effect.void
        },
        4
      )
      yield* eventually(
        Effect.sync(() => served.size),
        (size) => size === 10
      )
    }).pipe(Effect.provide(busOf(settingsOf(service))))
  }).pipe(Effect.scoped)
)

it.live("links that were idle for too long are opened again", () =>
  Effect.gen(function* () {
    const service = yield* serving({ idleMs: 50 })
    yield* Effect.gen(function* () {
      const bus = yield* Bus
      for (let sent = 1; sent <= 3; sent++) {
        yield* bus.send("bot-commands", [message(`m${sent}`, "bot")])
        yield* Effect.sleep("150 millis")
        expect((yield* bus.count(commands)).active).toBe(sent)
      }
    }).pipe(Effect.provide(busOf(settingsOf(service))))
  }).pipe(Effect.scoped)
)

it.live("a topic that is full refuses for now, and takes again when there is room", () =>
  Effect.gen(function* () {
    const service = yield* serving({ quota: 2 })
    yield* Effect.gen(function* () {
      const bus = yield* Bus
      yield* bus.send("bot-commands", [message("a", "bot"), message("b", "bot")])
      expect(yield* Effect.flip(bus.send("bot-commands", [message("c", "bot")]))).toMatchObject({ retryable: true })
      yield* receiving(commands, () => Effect.void)
      yield* eventually(bus.count(commands), ({ active }) => active === 0)
      yield* bus.send("bot-commands", [message("c", "bot")])
    }).pipe(Effect.provide(busOf(settingsOf(service))))
  }).pipe(Effect.scoped)
)

it.live("a link that lives on brings more messages than the protocol's library holds of those under way", () =>
  Effect.gen(function* () {
    const service = yield* serving({})
    yield* Effect.gen(function* () {
      const bus = yield* Bus
      const sent = Array.from({ length: 2_100 }, (_, nth) => message(`m${nth}`, "binance:BTC-USDT"))
      for (let from = 0; from < sent.length; from += 100) yield* bus.send("market-data", sent.slice(from, from + 100))
      let received = 0
      yield* receiving(prices, () => Effect.sync(() => void received++), 1)
      yield* eventually(
        Effect.sync(() => received),
        (all) => all === sent.length
      )
    }).pipe(Effect.provide(busOf(settingsOf(service))))
  }).pipe(Effect.scoped)
)

it.live("a bus nobody answers for fails in our words, and without its key", () =>
  Effect.gen(function* () {
    const bus = yield* Bus
    const error = yield* Effect.flip(bus.count(commands))
    expect(error).toMatchObject({ _tag: "BusUnavailable", retryable: true })
    expect(error.message).not.toContain("stand-in")
  }).pipe(Effect.provide(busOf(settingsOf({ endpoint: "127.0.0.1:9" }))))
)
