import { describe, expect, it } from "vitest"
import { steadyClock } from "./steady-clock.ts"

const HOUR = 3_600_000
const computer = () => {
  const at = { wall: Date.UTC(2026, 10, 22, 12), monotonic: 500 }
  const clock = steadyClock({ wall: () => at.wall, monotonic: () => at.monotonic })
  return { at, clock, pass: (millis: number) => void ((at.wall += millis), (at.monotonic += millis)) }
}

describe("the steady clock", () => {
  it("follows the computer's clock, also ahead by a sleep that nothing else counted", () => {
    const { at, clock, pass } = computer()
    pass(10)
    expect(clock.currentTimeMillisUnsafe()).toBe(at.wall)
    at.wall += 60 * HOUR
    expect(clock.currentTimeMillisUnsafe()).toBe(at.wall)
    expect(clock.ahead()).toBe(0)
  })

  for (const hours of [1, 24])
    it(`goes on as time runs when the clock is set back by ${hours} h, until that has caught up`, () => {
      const { at, clock, pass } = computer()
      const before = at.wall
      clock.currentTimeMillisUnsafe()
      at.wall -= hours * HOUR
      expect(clock.currentTimeMillisUnsafe()).toBe(before)
      pass(1_000)
      expect(clock.currentTimeMillisUnsafe()).toBe(before + 1_000)
      expect(clock.ahead()).toBe(hours * HOUR)
      at.wall = before + 5_000
      expect(clock.currentTimeMillisUnsafe()).toBe(before + 5_000)
      expect(clock.ahead()).toBe(0)
    })
})
