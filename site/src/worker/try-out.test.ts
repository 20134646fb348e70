import { candleSeries, encodeSeries, Instrument, marketOf, simulatedHistory } from "@tradetower/domain/market"
import { presetsAt } from "@tradetower/domain/simulation"
import { Schema } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import type { Settings } from "../client/contract.ts"
import { bitcoin } from "../client/market.fixture.ts"
import { presetsFor, takeIn, tryOut } from "./try-out.ts"

const instrument = Schema.decodeUnknownSync(Instrument)(bitcoin)
const market = marketOf(instrument)
const endAt = Date.UTC(2026, 0, 31)
const { candles } = simulatedHistory({
  market,
  seed: 4,
  endPrice: market.roundPrice("60000", "DOWN"),
  endAt,
  minutes: 38 * 1440
})
const series = candleSeries(candles)
const own = (change: object): Settings =>
  ({ ...presetsAt(market, "GRID", series, series.length, "1000")[1]?.settings, ...change }) as Settings
const indicator = { _tag: "RSI", side: "BUY", validFor: 1, period: 14, oversold: "30", overbought: "70" }
const byIndicator = (timeframe: string) =>
  own({ start: { _tag: "INDICATORS", combine: "ANY", conditions: [{ ...indicator, timeframe }] } })

beforeAll(() => takeIn("month", encodeSeries(series).buffer as ArrayBuffer))

describe("own values", () => {
  it("are tried over the last 30 days, whatever more is at hand", () => {
    const tried = tryOut("month", instrument, own({}))
    expect(tried).toMatchObject({ days: "30", candles: 43_200, atOnce: false })
    expect(tried).not.toHaveProperty("beginnings")
  })

  it("IND-9 that start by indicators say how often they would have begun, within the days shown", () => {
    const tried = tryOut("month", instrument, byIndicator("15m"))
    expect(tried?.atOnce).toBe(false)
    expect(tried?.beginnings?.count).toBeGreaterThan(5)
    expect(tried?.beginnings?.since).toBe(endAt - 30 * 86_400_000)
    expect(tried?.beginnings?.last).toBeGreaterThan(endAt - 5 * 86_400_000)
  })

  it("are tried as if begun at once where the candles never suffice for their indicators", () => {
    const slow = {
      _tag: "MACD",
      side: "BUY",
      validFor: 1,
      timeframe: "1d",
      fastPeriod: 12,
      slowPeriod: 60,
      signalPeriod: 9
    }
    const tried = tryOut(
      "month",
      instrument,
      own({ start: { _tag: "INDICATORS", combine: "ANY", conditions: [slow] } })
    )
    expect(tried).toMatchObject({ atOnce: true, days: "30", beginnings: { count: 0 } })
    expect(tried?.beginnings).not.toHaveProperty("since")
  })
})

it("PRESET-3 presets for own candles tell what earlier starts made", () => {
  for (const { lately, spread } of presetsFor("month", instrument, "GRID", "1000")) {
    expect(lately?.days).toBe("30")
    expect(spread?.daysAgo).toEqual([30, 25, 20, 15, 10])
  }
})
