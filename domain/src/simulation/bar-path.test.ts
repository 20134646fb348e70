import { describe, expect, it } from "vitest"
import { instrument } from "../exchange/account.fixture.ts"
import type { Candle } from "../market/candle.ts"
import { barPath } from "./bar-path.ts"
import { opensAfterBreak } from "./bar-walk.ts"

const bar = (at: number, open: number, high: number, low: number, close: number): Candle =>
  // A test's own whole numbers: ticks and lots.
  ({ at, open, high, low, close, volume: 10 }) as unknown as Candle

describe("the way through a bar", () => {
  it("SIM-5 goes down first when the bar rose, up first when it fell, a quarter of its length a point", () => {
    expect(barPath(bar(1000, 10, 15, 5, 12), 60_000)).toEqual([
      { at: 1000, price: 10, volume: 4 },
      { at: 16_000, price: 5, volume: 2 },
      { at: 31_000, price: 15, volume: 2 },
      { at: 46_000, price: 12, volume: 2 }
    ])
    expect(barPath(bar(0, 12, 15, 5, 10), 60_000).map((point) => point.price)).toEqual([12, 15, 5, 10])
    expect(barPath(bar(0, 12, 15, 5, 10), 60_000, true).map((point) => point.price)).toEqual([12, 5, 15, 10])
  })

  it("SIM-5 only a stock's closed session is a gap", () => {
    const before = bar(0, 1, 1, 1, 1)
    const nextDay = bar(86_400_000, 1, 1, 1, 1)
    const stock = instrument({ assetClass: "EQUITY" })
    expect(opensAfterBreak(stock, before, nextDay, 60_000)).toBe(true)
    expect(opensAfterBreak(stock, before, bar(600_000, 1, 1, 1, 1), 60_000)).toBe(false)
    expect(opensAfterBreak(stock, undefined, nextDay, 60_000)).toBe(false)
    expect(opensAfterBreak(instrument(), before, nextDay, 60_000)).toBe(false)
  })
})
