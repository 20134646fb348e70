import { describe, expect, it } from "vitest"
import { DailyCount, priceInterval } from "./price-interval.ts"
import { freeTier, unmetered } from "./settings.ts"

const DAY = 86_400_000

describe("the interval between prices", () => {
  it("is the setting where nothing is counted", () => {
    expect(priceInterval(unmetered, { sent: 1e9, symbols: 500, now: 0 })).toBe(1_000)
  })

  it("is the setting while the day's messages last", () => {
    expect(priceInterval(freeTier, { sent: 0, symbols: 2, now: 0 })).toBe(15_000)
  })

  it("widens as the quota nears", () => {
    const noon = DAY / 2
    const early = priceInterval(freeTier, { sent: 8_000, symbols: 3, now: noon })
    const late = priceInterval(freeTier, { sent: 14_000, symbols: 3, now: noon })
    expect(early).toBeGreaterThan(15_000)
    expect(late).toBeGreaterThan(early)
  })

  it("stops prices when only the reserve for fills is left, until midnight", () => {
    expect(priceInterval(freeTier, { sent: 15_000, symbols: 1, now: DAY / 2 })).toBe(Infinity)
    expect(priceInterval(freeTier, { sent: 0, symbols: 1, now: DAY })).toBe(15_000)
  })

  it("never exceeds the quota, whatever the number of symbols", () => {
    for (const symbols of [1, 3, 10, 100]) {
      const count = new DailyCount()
      let now = 0
      while (now < DAY) {
        const wait = priceInterval(freeTier, { sent: count.sent(now), symbols, now })
        if (wait === Infinity) break
        count.add(now, symbols)
        now += wait
      }
      expect(count.sent(DAY - 1)).toBeLessThanOrEqual(freeTier.dailyQuota ?? 0)
      expect(count.sent(DAY - 1)).toBeGreaterThan(5_000)
    }
  })
})

describe("the daily count", () => {
  it("begins anew at midnight UTC", () => {
    const count = new DailyCount()
    count.add(DAY - 1, 5)
    expect(count.sent(DAY - 1)).toBe(5)
    expect(count.sent(DAY)).toBe(0)
  })
})
