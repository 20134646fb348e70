import { expect, it } from "vitest"
import { EVERYTHING, leadIn, moved, partsIn, periodWords, spanOf } from "./period.ts"

it("a period moves by its own length", () => {
  expect([moved("2026-12", 1), moved("2026-01", -1), moved("2026", -1), moved("2026-02-28", 1)]).toEqual([
    "2027-01",
    "2025-12",
    "2025",
    "2026-03-01"
  ])
})

it("a period is from its first moment to the next one's", () => {
  for (const period of ["2026-02", "2026", "2026-03-29"]) expect(spanOf(period).to).toBe(spanOf(moved(period, 1)).from)
  expect(spanOf(EVERYTHING)).toEqual({})
})

it("a month is days under their days of the week, a year months, everything years", () => {
  expect([leadIn("2026-11"), leadIn("2026-06")]).toEqual([6, 0])
  expect(partsIn("2026-11", []).at(-1)).toEqual({ key: "2026-11-30", title: "30" })
  expect(partsIn("2026", [])[10]).toEqual({ key: "2026-11", title: "Nov" })
  expect(partsIn(EVERYTHING, ["2026"])).toEqual([{ key: "2026", title: "2026" }])
  expect(["2026-11-30", "2026-11", "2026", EVERYTHING].map(periodWords)).toEqual([
    "30 November 2026",
    "November 2026",
    "2026",
    "Everything"
  ])
})
