import { describe, expect, it } from "vitest"
import { gapWords } from "./gap-words.ts"
import { spanWords } from "./span-words.ts"

const MINUTE = 60_000
const T = Date.UTC(2025, 0, 1)
const gap = (minute: number, missing: number) => ({
  from: T + minute * MINUTE,
  to: T + (minute + missing) * MINUTE,
  missing
})

describe("gaps in words (BACKTEST-2)", () => {
  it("say when each was and how long", () => {
    expect(gapWords([])).toBeUndefined()
    expect(gapWords([gap(60, 1)])).toBe(
      "1 candle is missing in 1 gap: 2025-01-01 01:00 to 2025-01-01 01:01 UTC (1 min). Nothing was made up for them."
    )
    expect(gapWords([gap(0, 60), gap(120, 1500), gap(3000, 5), gap(4000, 5), gap(5000, 5)])).toMatch(
      /^1,575 candles are missing in 5 gaps: .*\(1 h\), .*\(1 day 1 h\), .*\(5 min\), and 2 more\./
    )
  })

  it("tell spans in their two largest units", () => {
    expect([40_000, 25 * MINUTE, 300 * MINUTE, 61 * MINUTE, 12_600 * MINUTE].map(spanWords)).toEqual([
      "40 s",
      "25 min",
      "5 h",
      "1 h 1 min",
      "8 days 18 h"
    ])
  })
})
