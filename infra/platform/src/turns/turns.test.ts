import { expect, it } from "vitest"
import { Turns } from "./turns.ts"

/** Everything that gets a place now, and keeps it. */
const takeAll = (turns: Turns<string>): ReadonlyArray<string> => {
  const taken: Array<string> = []
  for (let next = turns.take(); next !== undefined; next = turns.take()) taken.push(next)
  return taken
}

const push = (turns: Turns<string>, tenant: string, count: number) => {
  for (let bot = 0; bot < count; bot++) turns.push(tenant, tenant)
}

it("one tenant alone takes half of the places, and each next half of what is left", () => {
  const turns = new Turns<string>(() => 128)
  push(turns, "ada", 500)
  expect(takeAll(turns)).toHaveLength(64)
  push(turns, "ben", 500)
  expect(takeAll(turns)).toEqual(Array.from({ length: 32 }, () => "ben"))
})

it("tenants take turns, each one's own in order", () => {
  const turns = new Turns<string>(() => 100)
  for (const bot of ["a1", "a2", "a3"]) turns.push("ada", bot)
  for (const bot of ["b1", "b2"]) turns.push("ben", bot)
  expect(takeAll(turns)).toEqual(["a1", "b1", "a2", "b2", "a3"])
})

it("a place given back can be taken again, and the only place can be taken at all", () => {
  const turns = new Turns<string>(() => 1)
  for (const bot of ["a1", "a2"]) turns.push("ada", bot)
  expect(takeAll(turns)).toEqual(["a1"])
  turns.give("ada")
  expect(takeAll(turns)).toEqual(["a2"])
})

it("a tenant's own places are there however many others keep all that are shared", () => {
  const turns = new Turns<string>(
    () => 64,
    () => 2
  )
  for (let tenant = 0; tenant < 50; tenant++) {
    push(turns, `stuck${tenant}`, 100)
    takeAll(turns)
  }
  push(turns, "ada", 100)
  expect(takeAll(turns)).toEqual(["ada", "ada"])
  turns.give("ada")
  expect(takeAll(turns)).toEqual(["ada"])
})

it("own places don't count as shared ones", () => {
  const turns = new Turns<string>(
    () => 8,
    () => 2
  )
  push(turns, "ada", 100)
  expect(takeAll(turns)).toHaveLength(2 + 4)
})
