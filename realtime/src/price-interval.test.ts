import { describe, expect, it } from "vitest"
import { DailyCount, priceInterval } from "./price-interval.ts"
import { freeTier, settingsOfShare, unmetered } from "./settings.ts"

const DAY = 86_400_000

describe("the interval between prices", () => {
  it("is the setting where nothing is counted", () => {
    expect(priceInterval(unmetered, { delivered: { messages: 1e9, each: 1 }, symbols: 500, now: 0 })).toBe(1_000)
  })

  it("is the setting while the day's messages last", () => {
    expect(priceInterval(freeTier, { delivered: { messages: 0, each: 1 }, symbols: 2, now: 0 })).toBe(15_000)
  })

  it("counts on a share's part of the quota alone, where several send", () => {
    const third = settingsOfShare(freeTier, { index: 1, of: 3 })
    const left = { messages: 4_000, each: 1 }
    expect(priceInterval(third, { delivered: left, symbols: 2, now: 0 })).toBe(
      priceInterval(freeTier, { delivered: { messages: 14_001, each: 1 }, symbols: 2, now: 0 })
    )
    expect(settingsOfShare(freeTier, { index: 0, of: 1 })).toEqual(freeTier)
    expect(settingsOfShare(unmetered, { index: 0, of: 3 })).toEqual(unmetered)
  })

  it("widens as the quota nears", () => {
    const noon = DAY / 2
    const early = priceInterval(freeTier, { delivered: { messages: 8_000, each: 1 }, symbols: 3, now: noon })
    const late = priceInterval(freeTier, { delivered: { messages: 14_000, each: 1 }, symbols: 3, now: noon })
    expect(early).toBeGreaterThan(15_000)
    expect(late).toBeGreaterThan(early)
  })

  it("stops prices when only the reserve for fills is left, until midnight", () => {
    expect(priceInterval(freeTier, { delivered: { messages: 15_000, each: 1 }, symbols: 1, now: DAY / 2 })).toBe(
      Infinity
    )
    expect(priceInterval(freeTier, { delivered: { messages: 0, each: 1 }, symbols: 1, now: DAY })).toBe(15_000)
  })

  it("never exceeds the quota, whatever the number of symbols and screens", () => {
    for (const symbols of [1, 3, 10, 100])
      for (const screens of [1, 4, 20]) {
        const count = new DailyCount()
        let now = 0
        while (now < DAY) {
          const wait = priceInterval(freeTier, { delivered: count.delivered(now), symbols, now })
          if (wait === Infinity) break
          for (let i = 0; i < symbols; i++) count.add(now, screens)
          now += wait
        }
        expect(count.delivered(DAY - 1).messages).toBeLessThanOrEqual(freeTier.dailyQuota ?? 0)
        expect(count.delivered(DAY - 1).messages).toBeGreaterThan(5_000)
      }
  })
})

describe("the daily count", () => {
  it("begins anew at midnight UTC", () => {
    const count = new DailyCount()
    count.add(DAY - 1, 5)
    count.add(DAY - 1, 1)
    expect(count.delivered(DAY - 1)).toEqual({ messages: 6, each: 3 })
    expect(count.delivered(DAY)).toEqual({ messages: 0, each: 1 })
  })
})
