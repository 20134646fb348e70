import { expect, it } from "vitest"
import type { Candle, Price, Quantity } from "@tradetower/domain/market"
import { instrumentOf } from "../brokers/alpaca/instruments.ts"
import { withQuietMinutes } from "./quiet-minutes.ts"

const MINUTE = 60_000
const candle = (at: number): Candle => {
  const price = 100 as Price
  return { at, open: price, high: price, low: price, close: price, volume: 5 as Quantity }
}
const minutes = (symbol: string, at: ReadonlyArray<number>, to: number) => {
  const instrument = instrumentOf(symbol, undefined)
  if (instrument === undefined) throw new Error(symbol)
  return withQuietMinutes(instrument, at.map(candle), to).map((one) => [
    new Date(one.at).toISOString().slice(11, 16),
    one.volume
  ])
}

it("minutes without a trade have the last price, of shares in regular hours alone", () => {
  // A Monday; the bell rings at 21:00 UTC.
  const close = Date.parse("2026-11-30T21:00:00Z")
  const early = [close - 3 * MINUTE, close + 10 * MINUTE]
  expect(minutes("KO", early, close + 12 * MINUTE)).toEqual([
    ["20:57", 5],
    ["20:58", 0],
    ["20:59", 0],
    ["21:10", 5]
  ])
  expect(minutes("BTC/USD", [close], close + 3 * MINUTE)).toEqual([
    ["21:00", 5],
    ["21:01", 0],
    ["21:02", 0]
  ])
  expect(minutes("KO", [], close)).toEqual([])
})
