import { runConfig } from "../strategy/run-config.ts"
import { describe, expect, it } from "vitest"
import { market } from "../exchange/account.fixture.ts"
import { candleSeries, firstAt, sliceSeries } from "../market/candle-series.ts"
import type { Candle } from "../market/candle.ts"
import type { Price } from "../market/market.ts"
import { priceIndex } from "../market/price-index.ts"
import { draw, random } from "../market/random.ts"
import { Strategy } from "../strategy/settings.ts"
import { tradesOn } from "../strategy/validate.ts"
import { backtest } from "./backtest.ts"
import { marketWith, minutes } from "./run.fixture.ts"
import { presetsAt, STARTED_DAYS_AGO, walkedPresets } from "./walked-presets.ts"

const DAY = 1_440
const perpetual = marketWith({
  kind: "FUTURES",
  futures: { maxLeverage: 50, fundingHours: 8, fundingRate: "0.0001" as never }
})
const on = (strategy: Strategy) => (tradesOn(strategy, "SPOT") ? market : perpetual)
const candles = minutes(market, 11, 37 * DAY, 6)

/** The same up to an index; from there on another market, wilder and elsewhere. */
const otherFrom = (index: number, seed: number): ReadonlyArray<Candle> => {
  const chance = random(seed)
  const times = (price: Price, by: number): Price => Math.max(1, Math.round(price * by)) as Price
  let level = 1
  return candles.map((candle, i) => {
    if (i < index) return candle
    level *= 1 + ((draw(chance) % 2_001) - 1_000) / 50_000
    const { close, high, low, open } = candle
    return {
      ...candle,
      open: times(open, level),
      high: times(high, level * 1.01),
      low: times(low, level * 0.99),
      close: times(close, level)
    }
  })
}

describe("a preset that was started earlier", () => {
  it.each(Strategy.literals)("PRESET-3 of %s is laid out alike whatever the market did afterwards", (strategy) => {
    const known = candleSeries(candles)
    const chance = random(3)
    for (let trial = 0; trial < 8; trial++) {
      const start = 7 * DAY + (draw(chance) % (29 * DAY))
      const other = candleSeries(otherFrom(start, trial + 1))
      const laidOut = presetsAt(on(strategy), strategy, known, start, "1000")
      expect(laidOut).toHaveLength(3)
      expect(presetsAt(on(strategy), strategy, other, start, "1000")).toEqual(laidOut)
      expect(presetsAt(on(strategy), strategy, sliceSeries(known, 0, start), start, "1000")).toEqual(laidOut)
      // What came before the start has a say: the test can fail.
      expect(presetsAt(on(strategy), strategy, other, start + DAY, "1000")).not.toEqual(laidOut)
    }
  })

  it("PRESET-3 nothing older than seven days has a part in it", () => {
    const older = candleSeries(candles.map((candle, i) => (i < 20 * DAY ? { ...candle, close: candle.open } : candle)))
    const now = (series: typeof older) => presetsAt(market, "GRID", series, candles.length, "1000")
    expect(now(older)).toEqual(now(candleSeries(candles)))
  })

  it("PRESET-3 each start runs what was laid out for it, from its day to the end", () => {
    const index = priceIndex(candleSeries(candles))
    const made = walkedPresets(market, "GRID", index, "1000", { points: 50 })
    expect(made.map(({ name }) => name)).toEqual(["SHORT_TERM", "MID_TERM", "LONG_TERM"])
    for (const { lately, name, settings, spread, walks } of made) {
      expect(walks.map(({ daysAgo }) => daysAgo)).toEqual(STARTED_DAYS_AGO)
      for (const walk of walks) {
        const start = firstAt(index.series, walk.from)
        expect(start).toBe((37 - walk.daysAgo) * DAY)
        const then = presetsAt(market, "GRID", index.series, start, "1000").find((one) => one.name === name)
        expect(walk.settings).toEqual(then?.settings)
        expect(walk.settings).not.toEqual(settings)
        const config = runConfig({ runId: "another" as never, market, settings: walk.settings })
        expect(walk.percent).toBe(backtest(config, index, { from: walk.from }).metrics.totalPercent)
      }
      const ordered = walks.map(({ percent }) => Number(percent)).toSorted((a, b) => a - b)
      expect(spread).toEqual({
        daysAgo: STARTED_DAYS_AGO,
        worst: String(ordered[0]),
        median: String(ordered[2]),
        best: String(ordered[4])
      })
      expect(lately).toMatchObject({ days: "30", percent: walks[0]?.percent, from: walks[0]?.from })
      expect(lately?.curve.length).toBeLessThanOrEqual(52)
    }
  })

  it("PRESET-3 leaves out the starts that have no seven days before them, and says nothing where there are none", () => {
    const last = (days: number) => priceIndex(candleSeries(candles.slice(-days * DAY)))
    const walked = (days: number) => walkedPresets(market, "DCA", last(days), "1000", { points: 50 })[1]
    expect(walked(30)?.spread?.daysAgo).toEqual([20, 15, 10])
    expect(walked(30)?.lately?.days).toBe("20")
    expect(walked(22)?.spread?.daysAgo).toEqual([15, 10])
    const none = walked(16)
    expect(none?.settings._tag).toBe("DCA")
    expect(none).not.toHaveProperty("lately")
    expect(none).not.toHaveProperty("spread")
    expect(walkedPresets(market, "DCA", priceIndex(candleSeries([])), "1000", { points: 50 })).toEqual([])
  })
})
