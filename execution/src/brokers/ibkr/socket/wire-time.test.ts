import { describe, expect, it } from "vitest"
import { hoursIn } from "./contract-details.ts"
import { isOwn } from "./gateway-address.ts"
import { tradeMoment, utcText } from "./wire-time.ts"

describe("times of a gateway", () => {
  it.each([
    ["20251128-14:30:00", "2025-11-28T14:30:00.000Z"],
    ["20250708 02:35:00 America/New_York", "2025-07-08T06:35:00.000Z"],
    ["20251128 09:30:00 US/Eastern", "2025-11-28T14:30:00.000Z"],
    // Of whichever zone somebody logged in.
    ["20230224  12:04:56", undefined],
    ["20251128 09:30:00 Nowhere/Land", undefined],
    ["", undefined]
  ])("%s is %s", (text, at) => {
    expect(tradeMoment(text)).toBe(at === undefined ? undefined : Date.parse(at))
  })

  it("are asked for in UTC", () => {
    expect(utcText(Date.UTC(2026, 10, 27, 21))).toBe("20261127-21:00:00")
  })

  it("of regular hours may cross midnight, and lack on days that are closed", () => {
    const liquidHours = "20250522:0830-20250522:1600;20250523:CLOSED;20250525:1700-20250526:1600;"
    expect(
      hoursIn({ liquidHours, timeZoneId: "US/Central" }).map((each) => each.map((at) => new Date(at).toISOString()))
    ).toEqual([
      ["2025-05-22T13:30:00.000Z", "2025-05-22T21:00:00.000Z"],
      ["2025-05-25T22:00:00.000Z", "2025-05-26T21:00:00.000Z"]
    ])
    expect(hoursIn({ liquidHours, timeZoneId: "Nowhere" })).toEqual([])
  })
})

it.each([
  ["127.0.0.1", true],
  ["10.1.2.3", true],
  ["172.16.0.9", true],
  ["192.168.1.4", true],
  ["::1", true],
  ["fd00::7", true],
  ["::ffff:10.0.0.1", true],
  ["8.8.8.8", false],
  ["172.32.0.1", false],
  ["169.254.169.254", false],
  ["fe80::1", false],
  ["::ffff:8.8.8.8", false],
  ["0.0.0.0", false],
  ["localhost", false]
])("%s is an address of one's own: %s", (address, is) => {
  expect(isOwn(address)).toBe(is)
})
