import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { ByHand, stepped, toldToBots, world } from "../execution.fixture.ts"
import { runExecution } from "../execution.ts"
import { paperExchange } from "../brokers/paper/paper-exchange.ts"

const MINUTE = 60_000
/** A whole hour. */
const HOUR = 1_700_002_800_000

const running = Effect.gen(function* () {
  const { data } = yield* ByHand
  const paper = yield* paperExchange(data)
  yield* runExecution({ exchanges: [paper] })
})

/** Trades at these prices, one a minute from a moment on. */
const minutes = Effect.fnUntraced(function* (from: number, prices: ReadonlyArray<string>) {
  const { setTime, trade } = yield* ByHand
  for (const [index, price] of prices.entries()) {
    yield* setTime(from + index * MINUTE)
    yield* trade(price)
  }
})

describe("what runs ask", () => {
  it.live("a run that waits for candles is told their history, then each as it closes, in every timeframe", () =>
    Effect.gen(function* () {
      const told = yield* toldToBots
      yield* running
      const wakes = (after?: Record<string, number>) => ({
        candles: ["1m", "5m"].map((timeframe) => ({
          timeframe,
          count: 3,
          ...(after?.[timeframe] !== undefined && { after: after[timeframe] })
        }))
      })
      yield* stepped(1, HOUR, { candles: [{ timeframe: "1m", count: 3, after: HOUR + 5 * MINUTE }] })
      yield* minutes(HOUR, ["100", "101", "102", "103", "104", "105", "106"])
      assert.strictEqual((yield* told.next).event["at"], HOUR + 6 * MINUTE)
      yield* stepped(2, HOUR + 6 * MINUTE + 2_000, wakes())
      const history = yield* told.next
      assert.deepStrictEqual(
        [history.messageId, history.event["series"]],
        [
          "run-1:2:history",
          [
            {
              timeframe: "1m",
              until: HOUR + 6 * MINUTE,
              candles: ["103", "104", "105"].map((price) => [price, price, price])
            },
            { timeframe: "5m", until: HOUR + 5 * MINUTE, candles: [["104", "100", "104"]] }
          ]
        ]
      )
      yield* stepped(3, HOUR + 6 * MINUTE + 2_000, wakes({ "1m": HOUR + 6 * MINUTE, "5m": HOUR + 5 * MINUTE }))
      yield* minutes(HOUR + 7 * MINUTE, ["107"])
      const one = yield* told.next
      assert.deepStrictEqual(
        [one.messageId, one.event["timeframe"], one.event["at"], one.event["close"]],
        [`run-1:1m:${HOUR + 7 * MINUTE}`, "1m", HOUR + 7 * MINUTE, "106"]
      )
      yield* stepped(4, HOUR + 7 * MINUTE, wakes({ "1m": HOUR + 9 * MINUTE, "5m": HOUR + 5 * MINUTE }))
      yield* minutes(HOUR + 8 * MINUTE, ["108", "90", "110"])
      const [shorter, longer] = yield* told.some(2)
      assert.deepStrictEqual(
        [shorter?.event["timeframe"], shorter?.event["at"], shorter?.event["close"]],
        ["1m", HOUR + 10 * MINUTE, "90"]
      )
      assert.deepInclude(longer?.event, {
        _tag: "CandleClosed",
        timeframe: "5m",
        at: HOUR + 10 * MINUTE,
        open: "105",
        high: "108",
        low: "90",
        close: "90"
      })
      assert.strictEqual(yield* told.waiting, 0)
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("a stretch without trades closes no candle: the run is told the next there is", () =>
    Effect.gen(function* () {
      const { setTime, trade } = yield* ByHand
      const told = yield* toldToBots
      yield* running
      yield* minutes(HOUR, ["100", "101"])
      yield* stepped(1, HOUR + MINUTE, { candles: [{ timeframe: "1m", count: 3, after: HOUR + 2 * MINUTE }] })
      yield* setTime(HOUR + 4 * MINUTE)
      yield* trade("104")
      yield* setTime(HOUR + 5 * MINUTE)
      yield* trade("105")
      const { event } = yield* told.next
      assert.deepStrictEqual([event["at"], event["close"]], [HOUR + 5 * MINUTE, "104"])
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("a run short of funds is told what its account holds free", () =>
    Effect.gen(function* () {
      const { trade } = yield* ByHand
      const told = yield* toldToBots
      yield* running
      yield* trade("100")
      yield* stepped(1, HOUR, { balance: "USD" })
      const first = yield* told.next
      assert.strictEqual(first.messageId, "run-1:1:balance")
      assert.deepInclude(first.event, { _tag: "BalanceSeen", asset: "USD", available: "100000" })
      yield* stepped(2, HOUR, { balance: "DOGE" })
      assert.deepInclude((yield* told.next).event, { asset: "DOGE", available: "0" })
    }).pipe(Effect.scoped, Effect.provide(world))
  )
})
