import { expect, it } from "vitest"
import type { SweepSet } from "../../client/contract.ts"
import { reasonsOf } from "./refusal-reasons.ts"

const set = (number: number, problem?: string): SweepSet => ({
  number,
  values: {},
  settings: { _tag: "GRID" } as SweepSet["settings"],
  ...(problem !== undefined && { problem })
})

it("sets that can't run have each reason once, in the words of the form, the most frequent first", () => {
  const sets = [
    set(0, "step: is below a tick"),
    set(1, "highPrice: must be above the lowest price, 0.4"),
    set(2, "highPrice: must be above the lowest price, 0.42"),
    set(3)
  ]
  const reasons = reasonsOf(sets, (field) => (field === "highPrice" ? "Highest price" : field))
  expect(reasons.map(({ reason, sets: of }) => [reason, of.length])).toEqual([
    ["Highest price: must be above the lowest price, 0.4", 2],
    ["step: is below a tick", 1]
  ])
})
