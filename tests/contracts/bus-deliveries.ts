import { Deferred, Effect, Fiber, type Scope } from "effect"
import { describe, expect, it } from "@effect/vitest"
import { Bus, type Delivery } from "@tradetower/platform"
import { commands, idsOf, message, prices, receiving } from "./messages.ts"
import { eventually, type Open, unique } from "./place.ts"

/** BUS-1 to BUS-5, BUS-9 to BUS-12, BUS-16 and BUS-17: from sending to completing. */
export const deliveryRules = (name: string, open: Open<Bus>): void => {
  const rule = (title: string, test: Effect.Effect<void, unknown, Bus | Scope.Scope>) =>
    it.live(title, () => Effect.provide(Effect.scoped(test), open(unique("place"))))
  const within = <A>(place: string, part: Effect.Effect<A, unknown, Bus | Scope.Scope>) =>
    Effect.provide(Effect.scoped(part), open(place))

  describe(`Bus, deliveries: ${name}`, () => {
    rule(
      "BUS-1 a message is received as it was sent",
      Effect.gen(function* () {
        const bus = yield* Bus
        const seen: Array<Delivery> = []
        yield* receiving(commands, (each) => Effect.sync(() => seen.push(each)))
        const sent = message(unique("m"), "bot", {
          body: { _tag: "Happened", deep: [1, null, { text: "ü" }] },
          properties: { tenantId: "ada", traceparent: "00-x", attempt: 1, urgent: true }
        })
        yield* bus.send("bot-commands", [sent])
        yield* eventually(
          Effect.sync(() => seen.length),
          (length) => length === 1
        )
        expect(seen[0]).toMatchObject({ ...sent, ...commands, deliveryCount: 1 })
        expect(Math.abs((seen[0]?.enqueuedAt ?? 0) - Date.now())).toBeLessThan(60_000)
      })
    )

    rule(
      "BUS-2 a send is taken whole or not at all",
      Effect.gen(function* () {
        const bus = yield* Bus
        const good = message(unique("m"), "bot")
        yield* Effect.flip(bus.send("bot-commands", [good, message("x".repeat(129), "bot")]))
        for (const body of ["x".repeat(257 * 1024), "ü".repeat(129 * 1024)]) {
          const heavy = [good, message(unique("m"), "bot", { body })]
          const refused = yield* Effect.flip(bus.send("bot-commands", heavy))
          expect(refused).toMatchObject({ retryable: false })
          expect(refused.message).toContain("at most 262144")
        }
        expect((yield* bus.count(commands)).active).toBe(0)
        yield* bus.send("bot-commands", [])
      })
    )

    rule(
      "BUS-3 messages of a session come in order, one at a time, also when one fails",
      Effect.gen(function* () {
        const bus = yield* Bus
        const seen: Array<string> = []
        let working = 0
        let most = 0
        yield* receiving(commands, (each) =>
          Effect.gen(function* () {
            most = Math.max(most, ++working)
            yield* Effect.sleep(1)
            working--
            seen.push(each.messageId)
            if (each.messageId === "m3" && each.deliveryCount < 3) return yield* Effect.fail("not yet")
          })
        )
        const ids = Array.from({ length: 12 }, (_, i) => `m${i}`)
        yield* bus.send(
          "bot-commands",
          ids.slice(0, 6).map((id) => message(id, "bot"))
        )
        for (const id of ids.slice(6)) yield* bus.send("bot-commands", [message(id, "bot")])
        yield* eventually(
          Effect.sync(() => seen.length),
          (length) => length === 14
        )
        expect(seen).toEqual(["m0", "m1", "m2", "m3", "m3", "m3", ...ids.slice(4)])
        expect(most).toBe(1)
      })
    )

    rule(
      "BUS-4 a slow session holds up no other, and a tenant works in half of the places at most",
      Effect.gen(function* () {
        const bus = yield* Bus
        const release = yield* Deferred.make<void>()
        const seen: Array<string> = []
        let working = 0
        let most = 0
        yield* receiving(
          commands,
          (each) =>
            Effect.gen(function* () {
              most = Math.max(most, ++working)
              if (each.sessionId === "slow") yield* Deferred.await(release)
              else yield* Effect.sleep("100 millis")
              working--
              seen.push(each.messageId)
            }),
          6
        )
        yield* bus.send("bot-commands", [message("s", "slow")])
        yield* bus.send(
          "bot-commands",
          Array.from({ length: 20 }, (_, i) => message(`m${i}`, `bot${i}`))
        )
        yield* eventually(
          Effect.sync(() => seen.length),
          (length) => length === 20
        )
        expect(most).toBe(3)
        yield* Deferred.succeed(release, undefined)
        yield* eventually(
          Effect.sync(() => seen.at(-1)),
          (last) => last === "s"
        )
      })
    )

    rule(
      "BUS-5 a completed message does not come again",
      Effect.gen(function* () {
        const bus = yield* Bus
        const seen: Array<string> = []
        const first = yield* receiving(commands, (each) => Effect.sync(() => seen.push(each.messageId)))
        yield* bus.send("bot-commands", [message("m1", "bot")])
        yield* eventually(bus.count(commands), (count) => count.active === 0)
        yield* Fiber.interrupt(first)
        yield* receiving(commands, (each) => Effect.sync(() => seen.push(each.messageId)))
        yield* bus.send("bot-commands", [message("m2", "bot")])
        yield* eventually(
          Effect.sync(() => seen.at(-1)),
          (last) => last === "m2"
        )
        expect(seen).toEqual(["m1", "m2"])
      })
    )

    it.live("BUS-9 a message id counts once in ten minutes, also across a restart", () => {
      const place = unique("place")
      return Effect.gen(function* () {
        yield* within(
          place,
          Effect.gen(function* () {
            const bus = yield* Bus
            yield* bus.send("bot-commands", [message("m", "bot"), message("m", "bot")])
            yield* bus.send("bot-commands", [message("m", "bot")])
            yield* bus.send("order-commands", [message("m", "bot")])
            expect((yield* bus.count(commands)).active).toBe(1)
            expect((yield* bus.count({ topic: "order-commands", subscription: "execution" })).active).toBe(1)
          })
        )
        yield* within(
          place,
          Effect.gen(function* () {
            const bus = yield* Bus
            yield* bus.send("bot-commands", [message("m", "bot"), message("n", "bot")])
            expect((yield* bus.count(commands)).active).toBe(2)
          })
        )
      })
    })

    rule(
      "BUS-10 a message is not received before its time",
      Effect.gen(function* () {
        const bus = yield* Bus
        const seen: Array<Delivery> = []
        yield* receiving(commands, (each) => Effect.sync(() => seen.push(each)))
        // That it comes once it is time, BUS-12 shows.
        const notBefore = Date.now() + 3_600_000
        yield* bus.send("bot-commands", [message("later", "bot", { notBefore }), message("now", "bot")])
        yield* eventually(
          Effect.sync(() => seen.length),
          (length) => length > 0
        )
        expect(idsOf(seen)).toEqual(["now"])
      })
    )

    rule(
      "BUS-11 what a receiver left unfinished comes again",
      Effect.gen(function* () {
        const bus = yield* Bus
        const begun = yield* Deferred.make<void>()
        const first = yield* receiving(commands, () => Effect.andThen(Deferred.succeed(begun, undefined), Effect.never))
        yield* bus.send("bot-commands", [message("m1", "bot"), message("m2", "bot")])
        yield* Deferred.await(begun)
        yield* Fiber.interrupt(first)
        const seen: Array<Delivery> = []
        yield* receiving(commands, (each) => Effect.sync(() => seen.push(each)))
        yield* eventually(
          Effect.sync(() => seen.length),
          (length) => length === 2
        )
        expect(idsOf(seen)).toEqual(["m1", "m2"])
      })
    )

    it.live("BUS-12 what was sent waits for a receiver, also across a restart", () => {
      const place = unique("place")
      const notBefore = Date.now() + 3_000
      return Effect.gen(function* () {
        yield* within(
          place,
          Effect.flatMap(Bus, (bus) =>
            bus.send("bot-commands", [
              message("later", "bot", { notBefore }),
              ...Array.from({ length: 30 }, (_, i) => message(`m${i}`, `bot${i % 3}`))
            ])
          )
        )
        yield* within(
          place,
          Effect.gen(function* () {
            const seen: Array<Delivery> = []
            let cameAt = 0
            yield* receiving(commands, (each) =>
              Effect.sync(() => {
                seen.push(each)
                if (each.messageId === "later") cameAt = Date.now()
              })
            )
            yield* eventually(
              Effect.sync(() => seen.length),
              (length) => length === 31
            )
            expect(cameAt).toBeGreaterThanOrEqual(notBefore)
            const firstSession = idsOf(seen.filter((each) => each.sessionId === "bot0"))
            expect(firstSession).toEqual(Array.from({ length: 10 }, (_, i) => `m${i * 3}`))
          })
        )
      })
    })

    rule(
      "BUS-16 a message without what it needs is refused",
      Effect.gen(function* () {
        const bus = yield* Bus
        const { sessionId: _, ...noSession } = message("m", "bot")
        const bad = [
          noSession,
          message("", "bot"),
          message("x".repeat(129), "bot"),
          message("m", "bot", { properties: {} })
        ]
        for (const each of bad) {
          expect(yield* Effect.flip(bus.send("bot-commands", [each]))).toMatchObject({
            _tag: "BusUnavailable",
            retryable: false
          })
        }
        const { sessionId: __, ...shared } = message("m", "", { properties: {} })
        yield* bus.send("market-data", [shared])
        expect((yield* bus.count(prices)).active).toBe(1)
      })
    )

    it.live("BUS-17 what was answered is there after a restart", () => {
      const place = unique("place")
      return Effect.gen(function* () {
        yield* within(
          place,
          Effect.flatMap(Bus, (bus) => bus.send("bot-commands", [message("m", "bot")]))
        )
        expect(
          yield* within(
            place,
            Effect.flatMap(Bus, (bus) => bus.count(commands))
          )
        ).toMatchObject({ active: 1 })
      })
    })
  })
}
