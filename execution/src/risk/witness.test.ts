import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import { PAPER, paperConnection } from "@tradetower/domain/connection"
import { type Decimal, minus } from "@tradetower/domain/number"
import { Bus, Notifications, Store } from "@tradetower/platform"
import { Alarm } from "../alarm.ts"
import { ada, bot, instrument, market, run, world } from "../execution.fixture.ts"
import type { AccountPosition } from "../exchange.ts"
import type { GuardedAccount } from "./gate.ts"
import { makeHold } from "./hold.ts"
import { Holdings } from "./holdings.ts"
import { LastPrices } from "./last-prices.ts"
import { makeWitness } from "./witness.ts"

const { symbol, venue } = instrument
const zero = "0" as Decimal

/** A run that holds 2 BTC by its books. */
const holdingTwo = () => {
  const holdings = new Holdings(new LastPrices(), () => market)
  const live = {
    id: run,
    tenantId: ada,
    botDefinitionId: bot,
    connection: PAPER,
    environment: "PAPER",
    venue,
    symbol,
    startedAt: 0,
    state: "ACTIVE",
    live: true,
    seq: 1,
    summary: {
      state: "ACTIVE",
      since: 0,
      reason: "",
      invested: "1000" as Decimal,
      tradingProfit: zero,
      fees: zero,
      position: "2" as Decimal,
      positionCost: "180" as Decimal,
      fills: 1,
      roundTrips: 0,
      openOrders: 0,
      unknownOrders: 0
    }
  } satisfies Parameters<Holdings["loaded"]>[0]
  holdings.loaded(live)
  return holdings
}

/** That run, and an exchange that says what `told` says, the last answer for good. */
const witnessing = (...told: ReadonlyArray<ReadonlyArray<AccountPosition>>) =>
  Effect.gen(function* () {
    const holdings = holdingTwo()
    const sent: Array<unknown> = []
    const bus = yield* Bus
    const heard: Bus["Service"] = {
      ...bus,
      send: (topic, messages) =>
        Effect.andThen(
          bus.send(topic, messages),
          Effect.sync(() => void sent.push(...messages.map(({ body }) => body)))
        )
    }
    let asked = 0
    const unused = Effect.die(new Error("not asked here"))
    const account: GuardedAccount = {
      connection: paperConnection(ada, venue),
      settles: 0,
      balances: unused,
      place: () => unused,
      cancel: () => unused,
      find: () => unused,
      openOrders: unused,
      fills: () => unused,
      fillsOf: () => unused,
      positions: Effect.sync(() => told[Math.min(asked++, told.length - 1)] ?? []),
      reports: Stream.never
    }
    const compare = makeWitness(holdings, yield* Alarm)(account)
    const looking = yield* Effect.forkChild(Effect.provideService(compare, Bus, heard), { startImmediately: true })
    yield* TestClock.adjust("1 minute")
    yield* Fiber.join(looking)
    const store = yield* Store
    const notices = (yield* store.query(Notifications, { tenantId: ada })).items.map(({ value }) => value)
    return { sent, notices, asked }
  })

const holds = (long: string): ReadonlyArray<AccountPosition> => [{ symbol, long: long as Decimal, short: zero }]
const services = Alarm.layer.pipe(Layer.provideMerge(world))

describe("the exchange's count of positions", () => {
  it.effect("EXEC-22 pauses the bots of a symbol of which less is there, with both figures", () =>
    Effect.gen(function* () {
      const { notices, sent } = yield* witnessing(holds("1.5"))
      assert.lengthOf(sent, 1)
      assert.deepInclude(sent[0] as object, { _tag: "Pause", runId: run, actor: "RISK_ENGINE" })
      const [notice] = notices
      assert.strictEqual(notice?.severity, "CRITICAL")
      assert.include(notice?.text, "2 BTC by the books of your bots, 1.5 there")
    }).pipe(Effect.provide(services))
  )

  it.effect("EXEC-22 believes no difference that is gone at the second look", () =>
    Effect.gen(function* () {
      const { asked, notices, sent } = yield* witnessing(holds("1.5"), holds("2"))
      assert.deepStrictEqual([asked, notices, sent], [2, [], []])
    }).pipe(Effect.provide(services))
  )

  it.effect("EXEC-22 takes less of coins than the least that could be sold for dust of their fees", () =>
    Effect.gen(function* () {
      const { minQuantity } = instrument
      const dust = minus(minQuantity, "0.000000000000000001" as Decimal)
      assert.deepStrictEqual((yield* witnessing(holds(minus("2" as Decimal, dust)))).sent, [])
      assert.lengthOf((yield* witnessing(holds(minus("2" as Decimal, minQuantity)))).sent, 1)
    }).pipe(Effect.provide(services))
  )

  it.effect("EXEC-43 holds the bots of an instrument of which something is told, and of no other", () =>
    Effect.gen(function* () {
      const sent: Array<unknown> = []
      const bus = {
        ...(yield* Bus),
        send: (_: string, messages: ReadonlyArray<{ readonly body: unknown }>) =>
          Effect.sync(() => void sent.push(...messages.map(({ body }) => body)))
      } as Bus["Service"]
      const hold = makeHold(holdingTwo())
      const held = (of: typeof symbol) =>
        Effect.provideService(hold(paperConnection(ada, venue), of, "split:1", "shares were split"), Bus, bus)
      assert.deepStrictEqual([yield* held("ELSE" as typeof symbol), sent], [false, []])
      assert.isTrue(yield* held(symbol))
      assert.deepInclude(sent[0] as object, { _tag: "Pause", runId: run, reason: "shares were split" })
    }).pipe(Effect.provide(services))
  )

  it.effect("EXEC-22 takes more for the trader's own, and what is not told of not for flat", () =>
    Effect.gen(function* () {
      for (const told of [holds("7"), []]) {
        const { asked, notices, sent } = yield* witnessing(told)
        assert.deepStrictEqual([asked, notices, sent], [1, [], []])
      }
    }).pipe(Effect.provide(services))
  )
})
