import { describe, expect, it } from "vitest"
import { ExchangeClock } from "./exchange-clock.ts"

const noon = Date.UTC(2026, 10, 22, 12)
const HOUR = 3_600_000

/** This machine's clocks after a while, its wall clock being wrong by so much. */
const after = (ran: number, wrong = 0) => ({ wall: noon + ran + wrong, ran })

describe("an exchange's time", () => {
  it("is this machine's while that is right enough, however long messages take", () => {
    const clock = new ExchangeClock()
    clock.heard(noon, after(1_900))
    expect(clock.at(after(5_000))).toBe(noon + 5_000)
  })

  it("is told by the message that travelled least when this machine's is wrong, either way", () => {
    for (const wrong of [-HOUR, 180_000]) {
      const clock = new ExchangeClock()
      for (const travelled of [400, 60, 250]) clock.heard(noon, { wall: noon + wrong + travelled, ran: travelled })
      expect(clock.at(after(1_000, wrong))).toBe(noon + 940)
    }
  })

  it("follows a clock that is set right", () => {
    const clock = new ExchangeClock()
    clock.heard(noon, after(0, 180_000))
    expect(clock.offset).toBe(-180_000)
    clock.heard(noon + 1_000, after(1_080))
    expect(clock.offset).toBe(0)
    expect(clock.at(after(2_000))).toBe(noon + 2_000)
  })

  it("does not follow one that is set wrong while it runs, for not a moment", () => {
    for (const wrong of [60 * HOUR, -24 * HOUR]) {
      const clock = new ExchangeClock()
      clock.heard(noon, after(80))
      expect(clock.at(after(1_000, wrong))).toBe(noon + 1_000)
      for (let second = 1; second < 40; second++) {
        clock.heard(noon + second * 1_000, after(second * 1_000 + 80, wrong))
        expect(clock.at(after(second * 1_000 + 500, wrong))).toBe(noon + second * 1_000 + 500)
      }
    }
  })

  it("stands still while the machine sleeps, and is right from the first message on", () => {
    const clock = new ExchangeClock()
    clock.heard(noon, after(80))
    expect(clock.at(after(1_000, 60 * HOUR))).toBe(noon + 1_000)
    clock.heard(noon + 60 * HOUR + 2_000, after(2_080, 60 * HOUR))
    expect(clock.at(after(3_000, 60 * HOUR))).toBe(noon + 60 * HOUR + 3_000)
    expect(clock.offset).toBe(0)
  })
})
