import { expect, it } from "vitest"
import { ClientOrderId } from "@tradetower/domain/ids"
import { Awaited } from "./awaited.ts"

const named = (id: string) => ({ clientOrderId: ClientOrderId.make(id), exchangeOrderId: id })
const dueAt = (awaited: Awaited, now: number) => awaited.due(now).map(({ clientOrderId }) => clientOrderId)

it("an order that takes at once is asked for soon, also after it was said to be there", () => {
  const awaited = new Awaited({ atOnce: 5, resting: 60 })
  for (const [id, takesAtOnce] of [
    ["tt-market", true],
    ["tt-ioc", true],
    ["tt-rests", false],
    ["of the trader", true]
  ] as const) {
    awaited.heardOf(named(id), takesAtOnce, 0)
    awaited.heardOf(named(id), takesAtOnce, 1)
  }
  expect(dueAt(awaited, 5)).toEqual([])
  expect(dueAt(awaited, 6)).toEqual(["tt-market", "tt-ioc"])
  // One that was asked for and is still there may rest: it is not asked for every few seconds.
  awaited.goesOn(named("tt-ioc").clientOrderId, 6)
  expect(dueAt(awaited, 61)).toEqual(["tt-market", "tt-rests"])
})
