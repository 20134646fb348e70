import { expect, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import type { Candle, Price, Quantity } from "@tradetower/domain/market"
import { instrumentOf } from "../instruments.ts"
import { type Rest, readable } from "../rest.ts"
import { barsOf, withQuietMinutes } from "./bars.ts"

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

const at = Date.parse("2026-11-27T15:00:00Z")
const listed = (...pages: ReadonlyArray<object>) => {
  const instrument = instrumentOf("KO", "us_equity")
  if (instrument === undefined) throw new Error("KO")
  let asked = 0
  const get: Rest["get"] = (_, schema) =>
    Effect.map(readable(schema, Option.some(pages[asked++ % pages.length])), Option.some)
  return Effect.map(barsOf({ get } as unknown as Rest, "iex", instrument, at, at + MINUTE), (bars) => [
    bars.length,
    asked
  ])
}
const bar = { t: "2026-11-27T15:00:00Z", o: "61.25", h: "61.25", l: "61.25", c: "61.25", v: "5" }

it.effect("candles are listed until there are no more, whatever is said to come next", () =>
  Effect.gen(function* () {
    const bars = { KO: [bar] }
    expect(yield* listed({ bars, next_page_token: "" })).toEqual([1, 1])
    expect(yield* listed({ bars, next_page_token: "A" }, { bars, next_page_token: "B" })).toEqual([1, 3])
    expect(yield* listed({ bars: { KO: null }, next_page_token: null })).toEqual([0, 1])
  })
)

it.effect("no candle is made of what can't be one", () =>
  Effect.gen(function* () {
    for (const odd of [{ l: "0" }, { o: "-1" }, { t: "2026-13-45T99:99:99Z" }])
      expect(yield* Effect.flip(listed({ bars: { KO: [{ ...bar, ...odd }] } }))).toMatchObject({ retryable: true })
  })
)
