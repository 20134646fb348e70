import { describe, expect, it } from "vitest"
import { market } from "../exchange/account.fixture.ts"
import { minutes } from "../simulation/run.fixture.ts"
import { candleSeries, firstAt, gapsOf, sliceSeries } from "./candle-series.ts"
import { nextTouch, priceIndex } from "./price-index.ts"
import { draw, random } from "./random.ts"

describe("an index of prices", () => {
  it("BACKTEST-1 finds the same candle as looking at each", () => {
    for (const count of [1, 15, 16, 17, 256, 300, 5_000]) {
      const candles = minutes(market, count, count)
      const index = priceIndex(candleSeries(candles))
      const chance = random(count)
      for (let trial = 0; trial < 400; trial++) {
        const from = draw(chance) % (count + 2)
        const end = Math.min(count, from + (draw(chance) % (count + 1)))
        const around = candles[draw(chance) % count]?.close ?? 0
        const above = draw(chance) % 5 === 0 ? Infinity : around + (draw(chance) % 300)
        const below = draw(chance) % 5 === 0 ? 0 : around - (draw(chance) % 300)
        let plain = from
        while (plain < end) {
          const candle = candles[plain]
          if (candle !== undefined && (candle.high >= above || candle.low <= below)) break
          plain += 1
        }
        expect(nextTouch(index, from, end, above, below), `${from} ${end} ${above} ${below}`).toBe(
          from < end ? plain : end
        )
      }
    }
  })
})

describe("a series of candles", () => {
  it("BACKTEST-2 marks where candles are missing and invents none", () => {
    const at = Float64Array.from([0, 60_000, 240_000, 300_000])
    expect(gapsOf(at, 60_000)).toEqual([{ from: 120_000, to: 240_000, missing: 2 }])
    const all = candleSeries(minutes(market, 1, 10))
    const series = sliceSeries(all, 2, 5)
    expect([series.length, series.at[0]]).toEqual([3, all.at[2]])
    expect(firstAt(series, (series.at[1] ?? 0) + 1)).toBe(2)
  })
})
