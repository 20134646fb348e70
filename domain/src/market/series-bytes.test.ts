import { describe, expect, it } from "vitest"
import { candleColumns, type CandleSeries, seriesOf } from "./candle-series.ts"
import { decodeSeries, encodeSeries, SeriesUnreadable } from "./series-bytes.ts"

const T = 1_700_000_000_000

const some = (count: number, price: number, apart: (i: number) => number): CandleSeries => {
  const columns = candleColumns(count)
  for (let i = 0; i < count; i++) {
    columns.at[i] = T + apart(i)
    columns.open[i] = price + i
    columns.high[i] = price + i + 5
    columns.low[i] = price - 5
    columns.close[i] = price - i
    columns.volume[i] = 1e10 + i
  }
  return seriesOf(columns)
}

describe("a candle series as bytes", () => {
  it.each([
    ["usual", some(7, 9_000_000, (i) => i * 60_000), 32 + 7 * 28],
    ["with a gap", some(7, 9_000_000, (i) => (i < 3 ? i : i + 1000) * 60_000), 32 + 7 * 28],
    ["at odd times", some(7, 9_000_000, (i) => i * 60_000 + i), 32 + 7 * 32],
    ["of large prices", some(7, 5e12, (i) => i * 60_000), 32 + 7 * 44],
    ["of large prices at odd times", some(6, 5e12, (i) => i * 60_000 + i), 32 + 6 * 48],
    ["empty", some(0, 1, () => 0), 32]
  ])("CANDLE-10 comes back the same: %s", (_, series, size) => {
    const bytes = encodeSeries(series)
    expect(bytes.length).toBe(size)
    expect(decodeSeries(bytes)).toEqual(series)
    // As part of something larger, where it need not begin on a multiple of eight.
    const moved = new Uint8Array(bytes.length + 3)
    moved.set(bytes, 3)
    expect(decodeSeries(moved.subarray(3))).toEqual(series)
  })

  it("CANDLE-10 is refused when it is something else or not whole", () => {
    const bytes = encodeSeries(some(7, 1_000, (i) => i * 60_000))
    expect(() => decodeSeries(bytes.subarray(0, 100))).toThrow(SeriesUnreadable)
    expect(() => decodeSeries(new Uint8Array(40))).toThrow("these bytes are not a candle series")
  })
})
