import { describe, expect, it } from "vitest"
import { market } from "../exchange/account.fixture.ts"
import { draw, random } from "../market/random.ts"
import { equity } from "./equity.ts"
import { bars, indexOf, minutes } from "./run.fixture.ts"

describe("worth over time", () => {
  it("BACKTEST-3 the largest fall is from a high to the lowest after it", () => {
    const closes = [110, 99, 105, 120, 102, 119]
    const index = indexOf(bars(...closes.map((close) => [close, close, close, close] as const)))
    const worth = equity(index, 0, 100, Int32Array.of(1, 5))
    worth.over(0, 6, 0, 1)
    const begin = index.series.at[0] ?? 0
    expect(worth.falls()).toEqual({
      amount: 18,
      share: 0.15,
      from: begin + 4 * 60_000,
      to: begin + 5 * 60_000,
      deepest: 4,
      low: 102,
      high: 120,
      longestMillis: 180_000
    })
    expect([...worth.worth]).toEqual([99, 119])
    expect([...worth.peaks]).toEqual([110, 120])
    expect(equity(index, 0, 100, new Int32Array(0)).falls()).toMatchObject({ amount: 0, share: 0 })
  })

  it("BACKTEST-3 falls, highs and lengths are those of looking at every close", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const count = 200 + seed * 61
      const index = indexOf(minutes(market, seed, count))
      const { at, close } = index.series
      const chance = random(seed)
      const wanted = Int32Array.from({ length: 20 }, (_, i) => Math.floor((i * count) / 20))
      const worth = equity(index, 0, 1000, wanted)
      let peak = 1000
      let peakEnd = at[0] ?? 0
      const plain = { amount: 0, share: 0, longest: 0 }
      let deepest = { deepest: -1, low: 1000, high: 1000, from: peakEnd }
      const peaks: Array<number> = []
      for (let from = 0; from < count;) {
        const end = Math.min(count, from + 1 + (draw(chance) % 400))
        const slope = [0, 1, 0.5, -0.4][draw(chance) % 4] ?? 0
        const flat = 1000 + (draw(chance) % 500) - slope * (close[from] ?? 0)
        worth.over(from, end, flat, slope)
        for (; from < end; from++) {
          const now = flat + slope * (close[from] ?? 0)
          const closed = (at[from] ?? 0) + 60_000
          if (now < peak || closed - peakEnd > 60_000) plain.longest = Math.max(plain.longest, closed - peakEnd)
          if (now >= peak) {
            peak = now
            peakEnd = closed
          }
          plain.amount = Math.max(plain.amount, peak - now)
          if (peak - now > plain.share * peak) deepest = { deepest: from, low: now, high: peak, from: peakEnd }
          plain.share = Math.max(plain.share, (peak - now) / peak)
          if (wanted.includes(from)) peaks.push(peak)
        }
      }
      const falls = worth.falls()
      expect(falls.amount).toBeCloseTo(plain.amount, 6)
      expect(falls.share).toBeCloseTo(plain.share, 10)
      expect(falls.longestMillis).toBe(plain.longest)
      expect(falls).toMatchObject(deepest)
      expect([...worth.peaks]).toEqual(peaks)
    }
  })
})
