import { expect, it } from "vitest"
import { Turns } from "./turns.ts"

/** Everything that gets one of `places` and keeps it. */
const takeAll = (turns: Turns<string>, places: number): ReadonlyArray<string> => {
  const taken: Array<string> = []
  for (let next = turns.take(places); next !== undefined; next = turns.take(places - taken.length)) taken.push(next)
  return taken
}

it("one tenant alone takes half of the places, and each next half of what is left", () => {
  const turns = new Turns<string>()
  for (let bot = 0; bot < 500; bot++) turns.push("ada", "ada")
  const first = takeAll(turns, 128)
  expect(first).toHaveLength(64)
  for (let bot = 0; bot < 500; bot++) turns.push("ben", "ben")
  expect(takeAll(turns, 128 - first.length)).toEqual(Array.from({ length: 32 }, () => "ben"))
})

it("tenants take turns, each one's own in order", () => {
  const turns = new Turns<string>()
  for (const bot of ["a1", "a2", "a3"]) turns.push("ada", bot)
  for (const bot of ["b1", "b2"]) turns.push("ben", bot)
  expect(takeAll(turns, 100)).toEqual(["a1", "b1", "a2", "b2", "a3"])
})

it("a place given back can be taken again, and the only place can be taken at all", () => {
  const turns = new Turns<string>()
  for (const bot of ["a1", "a2"]) turns.push("ada", bot)
  expect(takeAll(turns, 1)).toEqual(["a1"])
  turns.give("ada")
  expect(takeAll(turns, 1)).toEqual(["a2"])
})
