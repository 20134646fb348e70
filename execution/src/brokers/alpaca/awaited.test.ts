import { expect, it } from "vitest"
import { ClientOrderId } from "@tradetower/domain/ids"
import { Awaited } from "./awaited.ts"

const named = (id: string) => ({ clientOrderId: ClientOrderId.make(id), exchangeOrderId: id })
const dueAt = (awaited: Awaited, now: number) => awaited.due(now).map(({ clientOrderId }) => clientOrderId)

it("an order that takes at once is asked for soon, also after it was said to be there", () => {
  const awaited = new Awaited({ atOnce: 5, resting: 60 })
  for (const [id, order] of [
    ["tt-market", { type: "market", time_in_force: "day" }],
    ["tt-ioc", { type: "limit", time_in_force: "ioc" }],
    ["tt-rests", { type: "limit", time_in_force: "gtc" }],
    ["of the trader", { type: "market", time_in_force: "day" }]
  ] as const) {
    awaited.heardOf(named(id), order, 0)
    awaited.heardOf(named(id), order, 1)
  }
  expect(dueAt(awaited, 5)).toEqual([])
  expect(dueAt(awaited, 6)).toEqual(["tt-market", "tt-ioc"])
  // One that was asked for and is still there may rest: it is not asked for every few seconds.
  awaited.goesOn(named("tt-ioc").clientOrderId, 6)
  expect(dueAt(awaited, 61)).toEqual(["tt-market", "tt-rests"])
})
