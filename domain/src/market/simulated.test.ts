import { describe, expect, it } from "vitest"
import { market, price } from "../exchange/account.fixture.ts"
import { candleBuilder } from "./candle-builder.ts"
import type { Candle } from "./candle.ts"
import { nextCandles, nextTicks, simulatedHistory, simulatedMarket } from "./simulated.ts"

const at = 1_700_000_040_000
const day = 1440
const begin = (seed: number) => simulatedMarket({ market, seed, price: price("500"), at: at - 1000 })
const returns = (candles: ReadonlyArray<Candle>) =>
  candles.slice(1).map((candle, i) => candle.close / (candles[i]?.close ?? 1) - 1)
const correlation = (values: ReadonlyArray<number>, lag: number) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  let own = 0
  let shifted = 0
  values.forEach((value, i) => {
    own += (value - mean) ** 2
    if (i >= lag) shifted += (value - mean) * ((values[i - lag] ?? mean) - mean)
  })
  return shifted / own
}

describe("simulated market", () => {
  it("SIM-1 the same seed is the same market in any engine, another seed another", () => {
    const { candles } = nextCandles(begin(7), day)
    const sum = candles.reduce(
      (hash, c, i) =>
        (hash * 31 + c.open + c.high * 3 + c.low * 5 + c.close * 7 + Number(c.volume) + i) % 2_147_483_647,
      0
    )
    expect(candles[0]).toEqual({ at, open: 50006, high: 50006, low: 49900, close: 49971, volume: 57764 })
    expect(sum).toBe(408_946_252)
    expect(nextCandles(begin(7), day).candles).toEqual(candles)
    expect(nextCandles(begin(8), day).candles).not.toEqual(candles)
  })

  it("SIM-2 goes on the same however time is cut up, also when saved in between", () => {
    const whole = nextTicks(begin(1), 60_000)
    let state = begin(1)
    const ticks = []
    for (let i = 0; i < 240; i++) {
      const next = nextTicks(JSON.parse(JSON.stringify(state)) as typeof state, 250)
      state = next.state
      ticks.push(...next.ticks)
    }
    expect(ticks).toEqual(whole.ticks)
    expect(ticks).toHaveLength(60)
    expect(state).toEqual(whole.state)
  })

  it("SIM-2 its candles are those of its ticks", () => {
    const builder = candleBuilder(["1m"])
    const built = nextTicks(begin(3), 30 * 60_000).ticks.flatMap((tick) =>
      builder.tick(tick.at, tick.price, tick.volume)
    )
    built.push(...builder.passed(at + 30 * 60_000))
    expect(built.map((closed) => closed.candle)).toEqual(nextCandles(begin(3), 30).candles)
  })

  it("SIM-3 a history ends at the price and minute asked for, and the market goes on from there", () => {
    const endAt = at + 12_345
    const { candles, state } = simulatedHistory({ market, seed: 5, endPrice: price("123.45"), endAt, minutes: 3 * day })
    expect(candles).toHaveLength(3 * day)
    expect(candles[0]?.at).toBe(at - 3 * day * 60_000)
    expect(candles.at(-1)).toMatchObject({ at: at - 60_000, close: price("123.45") })
    const { ticks } = nextTicks(state, 1_000)
    expect(ticks[0]?.at).toBe(at)
    expect(Math.abs((ticks[0]?.price ?? 0) / price("123.45") - 1)).toBeLessThan(0.005)
  })

  it("SIM-4 volatility clusters, returns don't, and the size of a day is that asked for", () => {
    const { candles } = simulatedHistory({ market, seed: 11, endPrice: price("500"), endAt: at, minutes: 30 * day })
    const changes = returns(candles)
    const sizes = changes.map(Math.abs)
    expect(correlation(sizes, 1)).toBeGreaterThan(0.08)
    expect(correlation(sizes, 60)).toBeGreaterThan(0.04)
    expect(Math.abs(correlation(changes, 1))).toBeLessThan(0.03)
    const variance = changes.reduce((sum, change) => sum + change * change, 0) / changes.length
    const daily = Math.sqrt(variance * day) * 100
    expect(daily).toBeGreaterThan(3)
    expect(daily).toBeLessThan(5)
    const impossible = candles.filter(
      ({ open, high, low, close, volume }) =>
        low > Math.min(open, close) ||
        high < Math.max(open, close) ||
        low <= 0 ||
        !Number.isSafeInteger(volume) ||
        volume <= 0
    )
    expect(impossible).toEqual([])
  })
})
