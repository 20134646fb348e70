import { expect, it } from "vitest"
import { ClientOrderId } from "@tradetower/domain/ids"
import { KnownOrders } from "./known-orders.ts"

const SETTLES = 15_000
const [first, second] = [ClientOrderId.make("tt-first"), ClientOrderId.make("tt-second")]

it("orders that settled are forgotten with the next one, whether or not anybody asks", () => {
  const known = new KnownOrders(SETTLES)
  known.taken(first, 0)
  known.taken(second, SETTLES)
  expect([...known.unlisted(SETTLES)]).toEqual([first, second])
  known.taken(second, SETTLES + 1)
  // As if no time had passed: what is left is what is remembered.
  expect([...known.unlisted(0)]).toEqual([second])
})
