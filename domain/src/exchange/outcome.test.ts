import { expect, it } from "@effect/vitest"
import type { Time, TradeId } from "../ids.ts"
import { findOrder, openAccount } from "./account.ts"
import { market, order, price } from "./account.fixture.ts"
import { cancel } from "./cancel.ts"
import { outcomeOf } from "./outcome.ts"
import { say } from "./paper-order.ts"
import { place } from "./place.ts"
import { priceMoved } from "./price-moved.ts"

it("what became of an order is how it ended, also where its position is told of afterwards", () => {
  const account = openAccount("ada", { USD: "1000" })
  priceMoved(account, market, price("100"), 0)
  const request = order("a", "BUY", "1", { price: "90" })
  place(account, market, request, 0)
  const placed = findOrder(account, "a")
  if (placed === undefined) throw new Error("it was not placed")
  expect(outcomeOf(placed)).toEqual({ status: "OPEN" })
  cancel(account, request.clientOrderId, 1)
  const { reason } = outcomeOf(placed)
  expect(reason).toBeTypeOf("string")
  say(placed, {
    _tag: "FundingCharged",
    at: 2 as Time,
    clientOrderId: request.clientOrderId,
    tradeId: "F1" as TradeId,
    amount: 1
  })
  expect(outcomeOf(placed)).toEqual({ status: "CANCELLED", reason })
})
