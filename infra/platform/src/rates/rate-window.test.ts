import { describe, expect, it } from "@effect/vitest"
import { RateWindow } from "./rate-window.ts"

const limit = { most: 100, withinMs: 60_000 }

describe("the rate window", () => {
  it("takes 100 in any minute and says when there is room again", () => {
    const window = new RateWindow(limit)
    for (let i = 0; i < 100; i++) expect(window.take(1_000 + i)).toBe(0)
    expect(window.take(2_000)).toBe(1_000 + 60_000 - 2_000)
    expect(window.take(61_000)).toBe(0)
    expect(window.take(61_000)).toBe(1)
    expect(window.take(61_001)).toBe(0)
  })

  it("goes on from what was taken before a restart", () => {
    const before = Array.from({ length: 99 }, (_, i) => 5_000 - i)
    const window = new RateWindow(limit)
    window.learn(before)
    expect(window.take(10_000)).toBe(0)
    expect(window.take(10_000)).toBeGreaterThan(0)
  })
})
