import { expect, it } from "vitest"
import { candleSeries, type Price, type Quantity } from "../market/index.ts"
import { closesKept } from "./closes-kept.ts"

it("keeps what the latest stretches of a series need at hand, and no more of them", () => {
  const price = 100 as Price
  const volume = 1 as Quantity
  const at = (minute: number) => ({ at: minute * 60_000, open: price, high: price, low: price, close: price, volume })
  const series = candleSeries(Array.from({ length: 200 }, (_, minute) => at(minute)))
  const first = closesKept(series, 0, 200, 50)
  expect(closesKept(series, 0, 200, 50)).toBe(first)
  for (let end = 100; end < 150; end++) closesKept(series, 0, end, 50)
  const again = closesKept(series, 0, 200, 50)
  expect(again).toEqual(first)
  expect(again).not.toBe(first)
})
