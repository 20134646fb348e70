import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"
import type { TenantId } from "@tradetower/domain/ids"
import { SIMULATED } from "../venues/venue-ids.ts"
import { paperConnection } from "@tradetower/domain/connection"
import type { ClientOrderId } from "@tradetower/domain/ids"
import { instrument } from "../execution.fixture.ts"
import { ExchangeUnavailable } from "../exchange.ts"
import { Cancels } from "./cancels.ts"
import type { GuardedAccount } from "../risk/gate.ts"

const resting = (name: string) => ({ symbol: instrument.symbol, clientOrderId: name as ClientOrderId })

/** An account whose exchange answers cancels as told, the last answer for good. */
const answering = (...answers: ReadonlyArray<"TAKEN" | "THROTTLED" | "LIMITED" | "REFUSED">) => {
  let asked = 0
  const unused = Effect.die(new Error("not asked here"))
  const account: GuardedAccount = {
    connection: paperConnection("ada" as TenantId, SIMULATED),
    settles: 0,
    balances: unused,
    place: () => unused,
    cancel: () =>
      Effect.suspend(() => {
        const answer = answers[Math.min(asked++, answers.length - 1)]
        if (answer === "TAKEN") return Effect.void
        return new ExchangeUnavailable({
          message: "429 too many requests",
          retryable: answer !== "REFUSED",
          ...(answer === "LIMITED" && { retryAfter: 7_000 })
        })
      }),
    find: () => unused,
    openOrders: unused,
    fills: () => unused,
    fillsOf: () => unused,
    positions: unused,
    reports: Stream.never
  }
  return {
    cancels: new Cancels(account),
    /** The same, where the exchange takes many back at once. */
    cancelsWith: (cancelAll: NonNullable<GuardedAccount["cancelAll"]>) => new Cancels({ ...account, cancelAll }),
    asked: () => asked
  }
}

describe("cancels", () => {
  it.effect("EXEC-18 entries wait while the exchange turns cancels away, and go on once the last went through", () =>
    Effect.gen(function* () {
      const { asked, cancels } = answering("THROTTLED", "THROTTLED", "THROTTLED", "TAKEN")
      const first = yield* Effect.forkChild(cancels.ask(resting("a")), { startImmediately: true })
      const second = yield* Effect.forkChild(cancels.ask(resting("b")), { startImmediately: true })
      const entry = yield* Effect.forkChild(cancels.quiet, { startImmediately: true })
      yield* TestClock.adjust("49 millis")
      assert.deepStrictEqual([asked(), entry.pollUnsafe()], [2, undefined])
      yield* TestClock.adjust("1 millis")
      // One of the two went through; the other was turned away again.
      assert.deepStrictEqual([asked(), entry.pollUnsafe()], [4, undefined])
      yield* TestClock.adjust("100 millis")
      yield* Fiber.join(entry)
      yield* Fiber.joinAll([first, second])
      assert.strictEqual(asked(), 5)
    })
  )

  it.effect("EXEC-18 an order is asked for again after longer and longer, and no sooner than the exchange says", () =>
    Effect.gen(function* () {
      const away = answering("THROTTLED")
      const trying = yield* Effect.forkChild(away.cancels.ask(resting("a")), { startImmediately: true })
      for (let tenth = 0; tenth < 100; tenth++) yield* TestClock.adjust("100 millis")
      yield* Fiber.interrupt(trying)
      assert.isBelow(away.asked(), 16)

      const limited = answering("LIMITED")
      const waiting = yield* Effect.forkChild(limited.cancels.ask(resting("a")), { startImmediately: true })
      yield* TestClock.adjust("6999 millis")
      assert.strictEqual(limited.asked(), 1)
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(limited.asked(), 2)
      yield* Fiber.interrupt(waiting)
    })
  )

  it.effect("nothing waits where the exchange takes them", () =>
    Effect.gen(function* () {
      const { cancels } = answering("TAKEN")
      yield* cancels.quiet
      yield* cancels.ask(resting("a"))
      yield* cancels.quiet
    })
  )

  it.effect("a refusal for good ends the wait, and is told to whoever asked", () =>
    Effect.gen(function* () {
      const { cancels } = answering("THROTTLED", "REFUSED")
      const ask = yield* Effect.forkChild(Effect.flip(cancels.ask(resting("a"))), { startImmediately: true })
      const entry = yield* Effect.forkChild(cancels.quiet, { startImmediately: true })
      yield* TestClock.adjust("50 millis")
      assert.isFalse((yield* Fiber.join(ask)).retryable)
      yield* Fiber.join(entry)
    })
  )

  it.effect("EXEC-18 however many want an order gone, the exchange is asked once", () =>
    Effect.gen(function* () {
      const { asked, cancels } = answering("THROTTLED", "TAKEN")
      const asking = yield* Effect.forkChild(
        Effect.all([cancels.ask(resting("a")), cancels.ask(resting("a"))], { concurrency: 2 }),
        { startImmediately: true }
      )
      yield* TestClock.adjust("50 millis")
      yield* Fiber.join(asking)
      yield* cancels.ask(resting("a"))
      assert.strictEqual(asked(), 2)
    })
  )

  it.effect("EXEC-19 many go back in one request where the exchange offers it, one by one where that fails", () =>
    Effect.gen(function* () {
      const many = [resting("a"), resting("b")]
      const atOnce: Array<number> = []
      const offered = answering("TAKEN")
      yield* offered.cancelsWith((orders) => Effect.sync(() => void atOnce.push(orders.length))).askAll(many)
      assert.deepStrictEqual([atOnce, offered.asked()], [[2], 0])

      const failing = answering("TAKEN")
      const refused = new ExchangeUnavailable({ message: "no", retryable: false })
      yield* failing.cancelsWith(() => Effect.fail(refused)).askAll(many)
      assert.strictEqual(failing.asked(), 2)
    })
  )
})
