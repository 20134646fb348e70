import { Effect, Fiber } from "effect"
import { describe, expect } from "@effect/vitest"
import { atMarket, rule, words } from "./alpaca-rule.ts"
import { eventually } from "./place.ts"

describe("Alpaca's faults, one by one", () => {
  rule("an order whose answer is slow is told of before it, and is one order", (at) =>
    Effect.gen(function* () {
      const { fault, heard, trader } = at
      const trading = yield* heard(trader())
      const order = atMarket(at)
      yield* fault({ slowPost: 1_000 })
      let answered = false
      const placing = yield* Effect.forkScoped(
        Effect.tap(trading.place(order), () => Effect.sync(() => void (answered = true)))
      )
      expect(yield* words(trading, order, 2)).toEqual(["Accepted", "Filled"])
      expect(answered).toBe(false)
      const { exchangeOrderId } = yield* Fiber.join(placing)
      const told = (yield* trading.said(order, 2))[0]?.report
      expect(told).toMatchObject({ _tag: "OrderAccepted", exchangeOrderId })
      expect((yield* trading.account.fillsOf(at.sent(order))).length).toBe(1)
    })
  )

  rule("a fill before which the stream is cut is listed, and told by whoever listens again", (at) =>
    Effect.gen(function* () {
      const { buy, fault, heard, sent, trade, trader } = at
      const trading = yield* heard(trader())
      const order = buy()
      yield* trading.place(order)
      yield* trading.said(order, 1)
      yield* fault({ cutStreamBeforeFill: 1 })
      yield* trade("90")
      yield* eventually(trading.ended, Boolean)
      yield* fault({ cutStreamBeforeFill: 0 })
      expect(yield* words(trading, order, 1)).toEqual(["Accepted"])
      // What was filled is listed a while after it was.
      const { fills } = yield* eventually(trading.account.fills(undefined), (listed) => listed.fills.length > 0)
      expect(fills).toMatchObject([{ report: { _tag: "OrderFilled", clientOrderId: order.clientOrderId } }])
      expect(yield* trading.account.fillsOf(sent(order))).toHaveLength(1)
    })
  )

  for (const [name, clockSkew] of [
    ["two seconds ahead", 2_000],
    ["two minutes ahead", 120_000],
    ["two minutes behind", -120_000]
  ] as const)
    rule(`a clock of Alpaca's that is ${name} of ours hides no trade, before a cursor or after it`, (at) =>
      Effect.gen(function* () {
        const { fault, heard, sent, trader } = at
        yield* fault({ clockSkew })
        const trading = yield* heard(trader())
        const [first, second] = [atMarket(at), atMarket(at)]
        yield* trading.place(first)
        yield* words(trading, first, 2)
        const { cursor, fills } = yield* trading.account.fills(undefined)
        expect(fills).toHaveLength(1)
        yield* trading.place(second)
        yield* words(trading, second, 2)
        const later = yield* trading.account.fills(cursor)
        expect(later.fills.some(({ report }) => report.clientOrderId === second.clientOrderId)).toBe(true)
        expect(yield* trading.account.fillsOf(sent(second))).toHaveLength(1)
      })
    )
})
