import { expect, it } from "vitest"
import { periodsBetween } from "./periods.ts"

it("days of a zone are as long as its clocks make them, and end where the span does", () => {
  const from = Date.UTC(2026, 9, 24, 12)
  const days = periodsBetween("day", "Europe/Berlin", { from, to: Date.UTC(2026, 9, 26, 12) }, 400)
  expect(days).toEqual([
    { key: "2026-10-24", from, to: Date.UTC(2026, 9, 24, 22) },
    // Clocks go back.
    { key: "2026-10-25", from: Date.UTC(2026, 9, 24, 22), to: Date.UTC(2026, 9, 25, 23) },
    { key: "2026-10-26", from: Date.UTC(2026, 9, 25, 23), to: Date.UTC(2026, 9, 26, 12) }
  ])
})

it("months and years begin in the zone, too, and no more come than may", () => {
  const span = { from: Date.UTC(2026, 10, 30, 20), to: Date.UTC(2027, 0, 2) }
  const keys = (length: "month" | "year", most = 400) =>
    periodsBetween(length, "Asia/Kolkata", span, most)?.map(({ key }) => key)
  expect(keys("month")).toEqual(["2026-12", "2027-01"])
  expect(keys("year")).toEqual(["2026", "2027"])
  expect(keys("month", 1)).toBeUndefined()
})
