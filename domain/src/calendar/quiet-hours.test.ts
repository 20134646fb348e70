import { expect, it } from "vitest"
import { quietUntil } from "./quiet-hours.ts"
import { zoneClock } from "./zone.ts"

const berlin = zoneClock("Europe/Berlin")
const night = { from: "22:00", to: "07:00" }
const at = (text: string) => Date.parse(text)
const until = (text: string, hours = night, clock = berlin) => {
  const end = quietUntil(at(text), hours, clock)
  return end === undefined ? undefined : new Date(end).toISOString()
}

it("is quiet over midnight, by the clocks of the zone", () => {
  expect(until("2026-06-10T19:59:59Z")).toBeUndefined()
  expect(until("2026-06-10T20:00:00Z")).toBe("2026-06-11T05:00:00.000Z")
  expect(until("2026-06-11T04:59:59Z")).toBe("2026-06-11T05:00:00.000Z")
  expect(until("2026-06-11T05:00:00Z")).toBeUndefined()
})

it("within one day, and not at all where both ends are the same", () => {
  const noon = { from: "12:00", to: "13:30" }
  expect(until("2026-01-10T11:15:00Z", noon)).toBe("2026-01-10T12:30:00.000Z")
  expect(until("2026-01-10T12:30:00Z", noon)).toBeUndefined()
  expect(until("2026-01-10T11:15:00Z", { from: "12:00", to: "12:00" })).toBeUndefined()
})

it("the night in which clocks are set forward is an hour shorter, the one in which they are set back an hour longer", () => {
  expect(until("2026-03-28T21:30:00Z")).toBe("2026-03-29T05:00:00.000Z")
  expect(until("2026-10-24T20:30:00Z")).toBe("2026-10-25T06:00:00.000Z")
})

it("where clocks show the end twice it is quiet until the second time", () => {
  const short = { from: "23:00", to: "02:30" }
  // 02:40 for the first time (00:40 UTC), then 02:20 and 02:40 for the second.
  expect(until("2026-10-25T00:40:00Z", short)).toBe("2026-10-25T01:30:00.000Z")
  expect(until("2026-10-25T01:20:00Z", short)).toBe("2026-10-25T01:30:00.000Z")
  expect(until("2026-10-25T01:40:00Z", short)).toBeUndefined()
})

it("an end that is never shown is there when clocks have passed it", () => {
  const short = { from: "23:00", to: "02:30" }
  expect(until("2026-03-29T00:59:00Z", short)).toBe("2026-03-29T01:30:00.000Z")
  expect(until("2026-03-29T01:30:00Z", short)).toBeUndefined()
})
