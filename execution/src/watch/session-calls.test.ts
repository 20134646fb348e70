import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Queue, Stream } from "effect"
import { marketOf, takesAll, type TradingStatus } from "@tradetower/domain/market"
import { hoursWords } from "@tradetower/domain/risk"
import { Markets, Store } from "@tradetower/platform"
import { ByHand, instrument, stepped, toldToBots, world } from "../execution.fixture.ts"
import { rest, until } from "../passing-time.fixture.ts"
import { runExecution } from "../execution.ts"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"
import { fixedList } from "../venues/fixed-list.ts"
import { SIMULATED } from "../venues/venue-ids.ts"
import { type SessionCalls, sessionCalls } from "./session-calls.ts"
import { Sleepers } from "./sleepers.ts"

const at = (text: string): number => Date.parse(text)

const summary = {
  state: "PAUSED" as const,
  since: 0,
  reason: "The market is closed.",
  invested: "0" as never,
  tradingProfit: "0" as never,
  fees: "0" as never,
  position: "0" as never,
  positionCost: "0" as never,
  fills: 0,
  roundTrips: 0,
  openOrders: 0,
  unknownOrders: 0
}

const stocks = { ...instrument, assetClass: "EQUITY" as const }

/** The paper exchange with a stock, at a moment. */
const running = (now: string) =>
  Effect.gen(function* () {
    const { data, setTime } = yield* ByHand
    yield* setTime(at(now))
    const stock = { ...data, ...fixedList([stocks]) }
    yield* runExecution({ exchanges: [yield* paperExchange(stock)] })
    return { setTime, told: yield* toldToBots }
  })

/** The paper exchange with a coin, whose market can be made to take other orders. */
const coin = Effect.gen(function* () {
  const { data, setTime } = yield* ByHand
  const noon = at("2026-07-13T12:00:00Z")
  yield* setTime(noon)
  const statuses = yield* Queue.unbounded<TradingStatus>()
  const looks = () =>
    Stream.map(Stream.fromQueue(statuses), (takes) => new Map([[instrument.symbol, { takes, instrument }]]))
  yield* runExecution({ exchanges: [yield* paperExchange({ ...data, looks })] })
  const record = Effect.flatMap(Store, (store) => store.read(Markets, { venue: SIMULATED }, instrument.symbol))
  /** What it takes is told, and done with. */
  const takes = (status: TradingStatus) =>
    Effect.andThen(
      Queue.offer(statuses, status),
      until(
        `takes ${status.takes}`,
        Effect.map(record, (found) => (Option.getOrThrow(found).value.trading?.takes ?? "ALL") === status.takes)
      )
    )
  return { noon, takes, told: yield* toldToBots }
})

describe("a market whose exchange stops taking orders", () => {
  const closed: TradingStatus = { takes: "NONE", why: "only cancels are taken" }
  it.live("RISK-24 tells every bot on it why it waits, and when it goes on", () =>
    Effect.gen(function* () {
      const { noon, takes, told } = yield* coin
      yield* stepped(1, noon, {})
      yield* rest
      yield* takes(closed)
      const { event } = yield* told.next
      assert.deepStrictEqual([event._tag, event["reason"]], ["SessionClosed", closed.why])
      yield* takes({ takes: "LIMIT", why: "only limit orders are taken" })
      assert.strictEqual((yield* told.next).event._tag, "SessionOpened")
      yield* takes(takesAll)
      assert.strictEqual((yield* told.next).event._tag, "SessionOpened")
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("RISK-24 tells a bot that starts meanwhile, and once open one whose order was just refused, but once", () =>
    Effect.gen(function* () {
      const { noon, takes, told } = yield* coin
      yield* takes(closed)
      yield* stepped(1, noon, {})
      assert.strictEqual((yield* told.next).event._tag, "SessionClosed")
      yield* takes(takesAll)
      assert.strictEqual((yield* told.next).event._tag, "SessionOpened")
      const paused = { ...summary, state: "PAUSED" as const, reason: "Waits for the market: only cancels are taken." }
      yield* stepped(2, noon, {}, { summary: paused, event: { _tag: "OrderRejected" } })
      assert.strictEqual((yield* told.next).event._tag, "SessionOpened")
      yield* stepped(3, noon, {}, { summary: paused, event: { _tag: "SessionOpened" } })
      // What takes limit orders only refuses the next one, too: the bot waits until it hears of other orders.
      yield* stepped(4, noon, {}, { summary: paused, event: { _tag: "OrderRejected" } })
      yield* rest
      assert.strictEqual(yield* told.waiting, 0)
      yield* takes({ takes: "LIMIT", why: "only limit orders are taken" })
      assert.strictEqual((yield* told.next).event._tag, "SessionOpened")
    }).pipe(Effect.scoped, Effect.provide(world))
  )
})

describe("an order that a market doesn't take at present", () => {
  const paused = { ...summary, state: "PAUSED" as const, reason: "Waits for the market." }
  const rejected = (message: string) => ({ summary: paused, event: { _tag: "OrderRejected", message } })

  it.live("RISK-24 is not tried again, and warned of twice, as if the market had opened since it was refused", () =>
    Effect.gen(function* () {
      const { noon, takes, told } = yield* coin
      yield* takes({ takes: "LIMIT", why: "only limit orders are taken" })
      yield* stepped(1, noon, {})
      yield* stepped(2, noon, {}, rejected("only limit orders are taken"))
      // Another's refusal from before is told, after which nothing of the first can still be on its way.
      yield* stepped(3, noon, {}, rejected("no orders are taken"))
      const { event, messageId } = yield* told.next
      assert.strictEqual(event._tag, "SessionOpened")
      assert.include(messageId, ":3:")
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("RISK-12 the same of a stock before its regular session", () =>
    Effect.gen(function* () {
      const { told, setTime } = yield* running("2026-07-13T07:59:50Z")
      yield* stepped(1, at("2026-07-13T07:59:50Z"), {})
      assert.strictEqual((yield* told.next).event._tag, "SessionClosed")
      yield* setTime(at("2026-07-13T08:00:00Z"))
      assert.strictEqual((yield* told.next).event._tag, "SessionOpened")
      yield* stepped(2, at("2026-07-13T08:00:01Z"), {}, rejected(hoursWords(stocks, "PRE_MARKET") ?? ""))
      yield* stepped(3, at("2026-07-13T08:00:01Z"), {}, rejected(hoursWords(stocks, "CLOSED") ?? ""))
      const { messageId } = yield* told.next
      assert.include(messageId, ":3:")
    }).pipe(Effect.scoped, Effect.provide(world))
  )
})

describe("a half day that its venue tells of", () => {
  const future = { ...instrument, assetClass: "FUTURES" as const, kind: "FUTURES" as const }
  const closed = { ...future, closures: [{ from: at("2026-11-27T18:15:00Z"), to: at("2026-11-27T22:00:00Z") }] }
  const wednesday = at("2026-11-25T12:00:00Z")
  const friday = at("2026-11-27T20:00:00Z")
  const events = (calls: SessionCalls, now: number) =>
    calls.upTo(now).map(({ body }) => (body as { readonly event: unknown }).event)

  const watched = (now: number) => {
    const place = new Sleepers(marketOf(future))
    place.register({ runId: "r", wake: {} } as never, now)
    return sessionCalls(place, now)
  }

  it("CALENDAR-10 is told to its bots when it begins, also where it was told of before and once it has begun", () => {
    const calls = watched(wednesday)
    assert.deepStrictEqual(calls.revised(closed, wednesday), [])
    assert.deepStrictEqual(events(calls, friday).at(-1), { _tag: "SessionClosed", at: at("2026-11-27T18:15:00Z") })
    const late = watched(friday)
    assert.strictEqual(late.revised(closed, friday).length, 1)
    assert.strictEqual(late.revised(closed, friday).length, 0)
    assert.strictEqual(late.revised(future, friday).length, 1)
  })
})

describe("the market's opening and closing", () => {
  it.live("CALENDAR-7 are told to every bot on a stock, at their own times, also when time jumps over a night", () =>
    Effect.gen(function* () {
      // A Friday afternoon, before a Monday of which nobody sees the opening.
      const { setTime, told } = yield* running("2026-07-10T19:00:00Z")
      yield* stepped(1, at("2026-07-10T19:00:00Z"), {})
      yield* rest
      assert.strictEqual(yield* told.waiting, 0)
      yield* setTime(at("2026-07-13T14:00:00Z"))
      assert.deepStrictEqual(
        (yield* told.some(3)).map(({ event }) => [event._tag, event["at"]]),
        [
          ["SessionClosed", at("2026-07-11T00:00:00Z")],
          ["SessionOpened", at("2026-07-13T08:00:00Z")],
          ["SessionOpened", at("2026-07-13T13:30:00Z")]
        ]
      )
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live(
    "CALENDAR-7 a bot first seen while its market is closed is told so, one that paused over it that it is open",
    () =>
      Effect.gen(function* () {
        const { setTime, told } = yield* running("2026-07-11T12:00:00Z")
        yield* stepped(1, at("2026-07-11T12:00:00Z"), {})
        assert.strictEqual((yield* told.next).event._tag, "SessionClosed")
        yield* setTime(at("2026-07-13T08:00:00Z"))
        assert.strictEqual((yield* told.next).event._tag, "SessionOpened")
      }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("RISK-12 what was refused before the bell may go out at it: bots are told then, too", () =>
    Effect.gen(function* () {
      const { setTime, told } = yield* running("2026-07-13T12:00:00Z")
      yield* stepped(1, at("2026-07-13T12:00:00Z"), {})
      yield* setTime(at("2026-07-13T13:29:59Z"))
      yield* rest
      assert.strictEqual(yield* told.waiting, 0)
      yield* setTime(at("2026-07-13T13:30:00Z"))
      const { event } = yield* told.next
      assert.deepStrictEqual([event._tag, event["at"]], ["SessionOpened", at("2026-07-13T13:30:00Z")])
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("CALENDAR-7 a process that was down over the opening says so to who is paused", () =>
    Effect.gen(function* () {
      const { told } = yield* running("2026-07-13T15:00:00Z")
      yield* rest
      yield* stepped(1, at("2026-07-11T00:00:00Z"), {}, { summary })
      assert.strictEqual((yield* told.next).event._tag, "SessionOpened")
    }).pipe(Effect.scoped, Effect.provide(world))
  )
})
