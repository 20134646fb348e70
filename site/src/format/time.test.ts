import { afterEach, describe, expect, it, vi } from "vitest"
import { clockOf, dateOf, dayOf, exact, exactClock, hourOf, minuteOf, moment, zoneAt } from "./time.ts"

const at = (text: string): number => new Date(text).getTime()
const minute = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const
const second = { ...minute, second: "2-digit" } as const
const day = { day: "numeric", month: "short" } as const

afterEach(() => void vi.unstubAllEnvs())

describe("moments", () => {
  it.each<[(at: number) => string, Intl.DateTimeFormatOptions]>([
    [dayOf, day],
    [dateOf, { ...day, year: "numeric" }],
    [hourOf, minute],
    [clockOf, second],
    [exactClock, { ...second, fractionalSecondDigits: 3 }],
    [minuteOf, { ...day, ...minute }],
    [exact, { ...day, ...second, year: "numeric" }]
  ])("%o is written as the English of Britain writes it, all year", (ours, options) => {
    const theirs = new Intl.DateTimeFormat("en-GB", options)
    for (let hour = 0; hour < 366 * 24; hour += 7) {
      const one = at("2026-01-01T00:00:00") + hour * 3_601_007
      expect(ours(one)).toBe(theirs.format(one))
    }
  })

  it("of today go without their day", () => {
    const now = at("2026-11-03T18:00:00")
    expect(moment(at("2026-11-03T09:05:07"), now)).toBe("09:05:07")
    expect(moment(at("2026-11-02T23:05:07"), now)).toBe("2 Nov, 23:05:07")
    expect(moment(at("2026-10-03T18:00:00"), now)).toBe("3 Oct, 18:00:00")
  })

  it.each([
    ["UTC", "UTC"],
    ["Europe/Berlin", "UTC+1"],
    ["America/St_Johns", "UTC\u22123:30"],
    ["Asia/Kathmandu", "UTC+5:45"]
  ])("say whose day it is: %s is %s", (zone, words) => {
    vi.stubEnv("TZ", zone)
    expect(zoneAt(at("2026-01-15T12:00:00Z"))).toBe(words)
  })

  it("need nothing of Intl, which blocks a phone when it is first used", async () => {
    const made = vi.spyOn(Intl, "DateTimeFormat")
    vi.resetModules()
    const { exact: fresh } = await import("./time.ts")
    fresh(0)
    expect(made).not.toHaveBeenCalled()
  })
})
