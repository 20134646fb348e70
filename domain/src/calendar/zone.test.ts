import { describe, expect, it } from "vitest"
import { zoneClock } from "./zone.ts"

const at = (zone: string, shown: string): string =>
  new Date(zoneClock(zone).momentOf(Date.parse(`${shown}Z`))).toISOString()

describe("what the clocks of a zone show", () => {
  it.each([
    ["UTC", "2024-11-03T01:30", "2024-11-03T01:30"],
    ["+02:00", "2024-11-03T01:30", "2024-11-02T23:30"],
    // Clocks go back at 2:00.
    ["America/New_York", "2024-11-03T00:30", "2024-11-03T04:30"],
    ["America/New_York", "2024-11-03T01:30", "2024-11-03T06:30"],
    ["America/New_York", "2024-11-03T02:00", "2024-11-03T07:00"],
    ["America/New_York", "2024-11-02T12:00", "2024-11-02T16:00"],
    // Clocks go forward at 2:00.
    ["America/New_York", "2024-03-10T01:59", "2024-03-10T06:59"],
    ["America/New_York", "2024-03-10T02:30", "2024-03-10T07:30"],
    ["America/New_York", "2024-03-10T03:00", "2024-03-10T07:00"],
    // East of Greenwich: back at 3:00, forward at 2:00.
    ["Europe/Berlin", "2024-10-27T01:59", "2024-10-26T23:59"],
    ["Europe/Berlin", "2024-10-27T02:30", "2024-10-27T01:30"],
    ["Europe/Berlin", "2024-03-31T02:30", "2024-03-31T01:30"],
    ["Europe/Berlin", "2024-03-31T03:00", "2024-03-31T01:00"]
  ])("CANDLE-11 %s %s is %s UTC, the later of an hour shown twice", (zone, shown, moment) => {
    expect(at(zone, shown)).toBe(`${moment}:00.000Z`)
  })

  it.each([
    ["America/New_York", "2024-11-03T06:30", "2024-11-03T05:30"],
    ["America/New_York", "2024-11-03T05:30", undefined],
    ["America/New_York", "2024-11-03T07:00", undefined],
    ["America/New_York", "2024-03-10T07:30", undefined],
    ["Europe/Berlin", "2024-10-27T01:59", "2024-10-27T00:59"],
    ["UTC", "2024-11-03T06:30", undefined]
  ])("CANDLE-11 %s show at %s UTC what they showed at %s", (zone, moment, earlier) => {
    const found = zoneClock(zone).earlierOf(Date.parse(`${moment}Z`))
    expect(found).toBe(earlier === undefined ? undefined : Date.parse(`${earlier}Z`))
  })
})
