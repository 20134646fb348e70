import { expect, it } from "@effect/vitest"
import { Decimal } from "@tradetower/domain/number"
import { closedOf } from "./kill-switch-receipt.ts"

const none = Decimal.make("0")
const half = Decimal.make("0.5")
const paper = { environment: "PAPER", openOrders: 12, openOrdersNow: 2, position: half, positionNow: none } as const
const live = { environment: "LIVE", openOrders: 3, openOrdersNow: 0, position: half, positionNow: half } as const

it("counts what was closed, and of it what was real money", () => {
  expect(closedOf([paper])).toEqual({ ordersCancelled: 10, positionsClosed: 1 })
  expect(closedOf([paper, live])).toEqual({
    ordersCancelled: 13,
    positionsClosed: 1,
    live: { ordersCancelled: 3, positionsClosed: 0 }
  })
})
