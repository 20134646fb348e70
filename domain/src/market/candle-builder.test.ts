import { describe, expect, it } from "vitest"
import { candleBuilder, type ClosedCandle, joinCandles } from "./candle-builder.ts"
import type { Candle } from "./candle.ts"
import type { Price, Quantity } from "./market.ts"

const minute = 60_000
const bar = (at: number, open: number, high: number, low: number, close: number, volume = 1): Candle => ({
  at,
  open: open as Price,
  high: high as Price,
  low: low as Price,
  close: close as Price,
  volume: volume as Quantity
})
const p = (price: number) => price as Price
const q = (quantity: number) => quantity as Quantity

describe("candles from ticks", () => {
  it("CANDLE-1 a bar opens with its first trade, ends with its last, spans all of them", () => {
    const builder = candleBuilder(["1m"])
    builder.tick(1_000, p(10), q(2))
    builder.tick(2_000, p(12), q(3))
    builder.tick(3_000, p(9), q(1))
    builder.tick(59_999, p(11))
    expect(builder.open("1m")).toEqual(bar(0, 10, 12, 9, 11, 6))
    expect(builder.tick(minute, p(13))).toEqual([{ timeframe: "1m", candle: bar(0, 10, 12, 9, 11, 6) }])
  })

  it("CANDLE-2 a minute without a trade leaves a gap", () => {
    const builder = candleBuilder(["1m"])
    builder.tick(0, p(10), q(1))
    expect(builder.passed(minute)).toHaveLength(1)
    expect(builder.passed(5 * minute)).toEqual([])
    expect(builder.open("1m")).toBeUndefined()
    builder.tick(7 * minute, p(11), q(1))
    expect(builder.passed(8 * minute)).toEqual([{ timeframe: "1m", candle: bar(7 * minute, 11, 11, 11, 11) }])
  })

  it("CANDLE-3 bars that end together are told shortest first, earlier ends before later", () => {
    const builder = candleBuilder(["1h", "1m", "5m"])
    builder.tick(0, p(10), q(1))
    const closed = builder.tick(2 * 3_600_000, p(11), q(1))
    expect(closed.map((c) => c.timeframe)).toEqual(["1m", "5m", "1h"])
  })

  it("CANDLE-4 a trade from before the newest one is left out", () => {
    const builder = candleBuilder(["1m"])
    builder.tick(minute, p(10), q(1))
    expect(builder.tick(minute - 1, p(99), q(1))).toEqual([])
    expect(builder.open("1m")).toEqual(bar(minute, 10, 10, 10, 10))
  })
})

describe("candles from candles", () => {
  const minutes = [
    bar(0, 10, 12, 9, 11, 5),
    bar(minute, 11, 15, 11, 14, 2),
    bar(4 * minute, 14, 14, 8, 9, 1),
    bar(9 * minute, 9, 10, 9, 10, 7)
  ]

  it("CANDLE-5 longer bars are the same from minutes as from what made the minutes", () => {
    const five = [bar(0, 10, 15, 8, 9, 8), bar(5 * minute, 9, 10, 9, 10, 7)]
    expect(joinCandles(minutes, "5m")).toEqual(five)
    const builder = candleBuilder(["5m", "15m"])
    const closed: Array<ClosedCandle> = []
    for (const candle of minutes) closed.push(...builder.candle(candle, "1m"))
    expect(closed.map((c) => c.candle)).toEqual(five)
    expect(builder.open("15m")).toEqual(bar(0, 10, 15, 8, 10, 15))
  })

  it("CANDLE-5 a minute that completes a longer bar ends it at once", () => {
    const builder = candleBuilder(["5m"])
    expect(builder.candle(bar(3 * minute, 1, 1, 1, 1), "1m")).toEqual([])
    expect(builder.candle(bar(4 * minute, 2, 2, 2, 2), "1m")).toHaveLength(1)
  })
})
