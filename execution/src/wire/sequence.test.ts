import { expect, it } from "vitest"
import { Sequence } from "./sequence.ts"

it("tells the next message from one told before, and how many got lost, of the first ones, too", () => {
  const sequence = new Sequence()
  expect([0, 1, 1, 0, 2, 5, 6].map((number) => sequence.take(number))).toEqual([
    "NEXT",
    "NEXT",
    "OLD",
    "OLD",
    "NEXT",
    { lost: 2 },
    "NEXT"
  ])
  expect(new Sequence().take(2)).toEqual({ lost: 2 })
  expect(new Sequence(1).take(1)).toBe("NEXT")
})
