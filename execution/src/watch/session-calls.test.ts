import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { ByHand, instrument, stepped, toldToBots, world } from "../execution.fixture.ts"
import { runExecution } from "../execution.ts"
import { paperExchange } from "../paper/paper-exchange.ts"
import { PAPER } from "../paper/paper-markets.ts"

const at = (text: string): number => Date.parse(text)

/** The paper exchange with a stock, at a moment. */
const running = (now: string) =>
  Effect.gen(function* () {
    const { data, setTime } = yield* ByHand
    yield* setTime(at(now))
    const stock = { ...data, instruments: Effect.succeed([{ ...instrument, assetClass: "EQUITY" as const }]) }
    yield* runExecution({ exchanges: [yield* paperExchange(PAPER, stock)] })
    return { setTime, told: yield* toldToBots }
  })

describe("the market's opening and closing", () => {
  it.live("CALENDAR-7 are told to every bot on a stock, at their own times, also when time jumps over a night", () =>
    Effect.gen(function* () {
      // A Friday afternoon, before a Monday of which nobody sees the opening.
      const { setTime, told } = yield* running("2026-07-10T19:00:00Z")
      yield* stepped(1, at("2026-07-10T19:00:00Z"), {})
      yield* Effect.sleep("300 millis")
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
      yield* Effect.sleep("300 millis")
      assert.strictEqual(yield* told.waiting, 0)
      yield* setTime(at("2026-07-13T13:30:00Z"))
      const { event } = yield* told.next
      assert.deepStrictEqual([event._tag, event["at"]], ["SessionOpened", at("2026-07-13T13:30:00Z")])
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("CALENDAR-7 a process that was down over the opening says so to who is paused", () =>
    Effect.gen(function* () {
      const { told } = yield* running("2026-07-13T15:00:00Z")
      yield* Effect.sleep("100 millis")
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
      yield* stepped(1, at("2026-07-11T00:00:00Z"), {}, { summary })
      assert.strictEqual((yield* told.next).event._tag, "SessionOpened")
    }).pipe(Effect.scoped, Effect.provide(world))
  )
})
