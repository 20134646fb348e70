import { expect, it } from "vitest"
import { RecentIds } from "./recent-ids.ts"

const MINUTE = 60_000

it("finds every id of the window, and asks about few others", () => {
  const ids = new RecentIds(10 * MINUTE, 0)
  const rows = new Map<number, string>()
  for (let i = 0; i < 50_000; i++) {
    rows.set(i, `run-${i % 97}:${i}:price`)
    ids.add(`run-${i % 97}:${i}:price`, i, i)
  }
  const lost = [...rows].filter(([row, id]) => !ids.some(id, (candidate) => candidate === row))
  expect(lost).toEqual([])
  let asked = 0
  for (let i = 0; i < 50_000; i++) {
    ids.some(`other-${i}`, () => {
      asked++
      return false
    })
  }
  expect(asked).toBe(0)
})

it("keeps an id for the window at least, and forgets it after two", () => {
  const ids = new RecentIds(10 * MINUTE, 0)
  const known = (id: string) => ids.some(id, () => true)
  ids.add("a", 1, 9 * MINUTE)
  ids.add("b", 2, 11 * MINUTE)
  expect(known("a")).toBe(true)
  ids.add("c", 3, 22 * MINUTE)
  expect([known("a"), known("b"), known("c")]).toEqual([false, true, true])
})
