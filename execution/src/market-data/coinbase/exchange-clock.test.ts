import { describe, expect, it } from "vitest"
import { ExchangeClock } from "./exchange-clock.ts"

const noon = Date.UTC(2026, 10, 22, 12)

describe("an exchange's time", () => {
  it("is this machine's while that is right enough, however long messages take", () => {
    const clock = new ExchangeClock()
    clock.heard(noon, noon + 1_900)
    expect(clock.at(noon + 5_000)).toBe(noon + 5_000)
  })

  it("is told by the message that travelled least when this machine's is wrong, either way", () => {
    for (const wrong of [-3_600_000, 180_000]) {
      const clock = new ExchangeClock()
      for (const travelled of [400, 60, 250]) clock.heard(noon, noon + wrong + travelled)
      expect(clock.at(noon + wrong + 1_000)).toBe(noon + 940)
    }
  })

  it("follows a clock that is set right", () => {
    const clock = new ExchangeClock()
    clock.heard(noon, noon + 180_000)
    for (let second = 1; second <= 16; second++) clock.heard(noon + second * 1_000, noon + second * 1_000 + 80)
    expect(clock.offset).toBe(0)
  })
})
