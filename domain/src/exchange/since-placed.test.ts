import { expect, it } from "@effect/vitest"
import { openAccount } from "./account.ts"
import { market, order, price } from "./account.fixture.ts"
import { cancel } from "./cancel.ts"
import { place } from "./place.ts"
import { priceMoved } from "./price-moved.ts"

it("PAPER-25 a price from before an order, which comes after it, fills it at the moment that it was placed", () => {
  const account = openAccount("ada", { USD: "1000" })
  priceMoved(account, market, price("100"), 1_000)
  place(account, market, order("a", "BUY", "1", { price: "99" }), 3_000)
  const gone = order("b", "BUY", "1", { price: "90" })
  place(account, market, gone, 3_000)
  const filled = priceMoved(account, market, price("98"), 2_000)
  const ended = cancel(account, gone.clientOrderId, 2_500)
  expect([...filled, ...ended].map(({ _tag, at }) => [_tag, at])).toEqual([
    ["OrderFilled", 3_000],
    ["OrderCancelled", 3_000]
  ])
})
