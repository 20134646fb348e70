import { Effect, type Scope } from "effect"
import { describe, expect, it } from "@effect/vitest"
import { Bus, Poison, StoreUnavailable } from "@tradetower/platform"
import { commands, message, prices, receiving } from "./messages.ts"
import { eventually, type Open, unique } from "./place.ts"

/** BUS-6 to BUS-8 and BUS-13 to BUS-15: what fails, and what is given up. */
export const failureRules = (name: string, open: Open<Bus>): void => {
  const rule = (title: string, test: Effect.Effect<void, unknown, Bus | Scope.Scope>) =>
    it.live(title, () => Effect.provide(Effect.scoped(test), open(unique("place"))))

  describe(`Bus, failures: ${name}`, () => {
    rule(
      "BUS-6 a failed message comes again, counted, after growing pauses",
      Effect.gen(function* () {
        const bus = yield* Bus
        const seen: Array<{ count: number; at: number }> = []
        yield* receiving(commands, (each) =>
          Effect.suspend(() => {
            seen.push({ count: each.deliveryCount, at: performance.now() })
            if (each.deliveryCount === 2) return Effect.die("a defect counts too")
            return each.deliveryCount < 5 ? Effect.fail("not yet") : Effect.void
          })
        )
        yield* bus.send("bot-commands", [message("m", "bot")])
        yield* eventually(
          Effect.sync(() => seen.length),
          (length) => length === 5
        )
        expect(seen.map((each) => each.count)).toEqual([1, 2, 3, 4, 5])
        // At the least: how much later it comes is a matter of the machine. A timer may be a moment early.
        for (const [i, { at }] of seen.slice(1).entries())
          expect(at - (seen[i]?.at ?? 0)).toBeGreaterThanOrEqual(10 * 2 ** i - 2)
      })
    )

    rule(
      "BUS-7 after ten deliveries a message is dead",
      Effect.gen(function* () {
        const bus = yield* Bus
        const counts: Array<number> = []
        const seen: Array<string> = []
        yield* receiving(commands, (each) =>
          Effect.suspend(() => {
            if (each.messageId !== "bad") {
              seen.push(each.messageId)
              return Effect.void
            }
            counts.push(each.deliveryCount)
            return Effect.fail(new Error("the exchange said no"))
          })
        )
        yield* bus.send("bot-commands", [message("bad", "bot"), message("next", "bot")])
        yield* eventually(
          Effect.sync(() => seen.length),
          (length) => length === 1
        )
        expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
        const [dead] = yield* eventually(bus.deadLetters(commands, 10), (letters) => letters.length === 1)
        expect(dead).toMatchObject({
          reason: "MaxDeliveryCountExceeded",
          description: "the exchange said no",
          message: { messageId: "bad", sessionId: "bot", body: { of: "bad" }, deliveryCount: 10 }
        })
      })
    )

    rule(
      "BUS-8 poison is dead at once",
      Effect.gen(function* () {
        const bus = yield* Bus
        let handled = 0
        yield* receiving(commands, () =>
          Effect.suspend(() => {
            handled++
            return Effect.fail(new Poison({ reason: "NotABotCommand", message: "no _tag in the body" }))
          })
        )
        yield* bus.send("bot-commands", [message("m", "bot")])
        const [dead] = yield* eventually(bus.deadLetters(commands, 10), (letters) => letters.length === 1)
        expect(dead).toMatchObject({ reason: "NotABotCommand", description: "no _tag in the body" })
        expect(handled).toBe(1)
      })
    )

    rule(
      "BUS-8 what fails for good is dead at once",
      Effect.gen(function* () {
        const bus = yield* Bus
        let handled = 0
        yield* receiving(commands, () =>
          Effect.suspend(() => {
            handled++
            return Effect.fail(new StoreUnavailable({ container: "Notes", message: "too large", retryable: false }))
          })
        )
        yield* bus.send("bot-commands", [message("m", "bot")])
        const [dead] = yield* eventually(bus.deadLetters(commands, 10), (letters) => letters.length === 1)
        expect(dead).toMatchObject({ reason: "RefusedForGood", description: "too large" })
        expect(handled).toBe(1)
      })
    )

    rule(
      "BUS-13 BUS-14 dead letters are held, oldest first, until completed or released",
      Effect.gen(function* () {
        const bus = yield* Bus
        yield* receiving(commands, (each) => Effect.fail(new Poison({ reason: "Bad", message: each.messageId })), 1)
        for (const id of ["a", "b", "c"]) {
          yield* bus.send("bot-commands", [message(id, "bot")])
        }
        yield* eventually(bus.count(commands), (count) => count.dead === 3)
        const [first, second, ...more] = yield* bus.deadLetters(commands, 2)
        expect([first?.message.messageId, second?.message.messageId, more.length]).toEqual(["a", "b", 0])
        const [third, ...others] = yield* bus.deadLetters(commands, 10)
        expect([third?.message.messageId, others.length]).toEqual(["c", 0])
        if (first === undefined || second === undefined) throw new Error("two were looked at above")
        yield* first.complete
        yield* second.release
        const again = yield* bus.deadLetters(commands, 10)
        expect(again.map((letter) => letter.message.messageId)).toEqual(["b"])
        expect((yield* bus.count(commands)).dead).toBe(2)
      })
    )

    rule(
      "BUS-15 count tells what waits, up to 1,000",
      Effect.gen(function* () {
        const bus = yield* Bus
        yield* bus.send("bot-commands", [message("a", "bot"), message("b", "bot")])
        expect(yield* bus.count(commands)).toEqual({ active: 2, dead: 0 })
        expect(yield* bus.count(prices)).toEqual({ active: 0, dead: 0 })
        for (let first = 0; first < 1_100; first += 100) {
          const more = Array.from({ length: 100 }, (_, i) => message(`m${first + i}`, `bot${i}`))
          yield* bus.send("bot-commands", more)
        }
        expect(yield* bus.count(commands)).toEqual({ active: 1_000, dead: 0 })
      })
    )
  })
}
