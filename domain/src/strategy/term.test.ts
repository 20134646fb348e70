import { describe, expect, it } from "vitest"
import { market } from "../exchange/account.fixture.ts"
import { marketWith, minutes } from "../simulation/run.fixture.ts"
import { Strategy } from "./settings.ts"
import { outlooks } from "./term.ts"
import { presets, tradesOn, validateSettings } from "./validate.ts"

/** A perpetual with the same steps. */
const perpetual = marketWith({
  kind: "FUTURES",
  futures: { maxLeverage: 50, fundingHours: 8, fundingRate: "0.0001" as never }
})
const price = market.roundPrice("100", "DOWN")

describe("presets", () => {
  it("PRESET-1 expect a week to move the root of seven days, a month the root of thirty", () => {
    const [short, mid, long] = outlooks(minutes(market, 5, 20_000, 5))
    expect(short).toMatchObject({ term: "SHORT_TERM", days: 1 })
    expect(short?.move).toBeGreaterThan(0.035)
    expect(short?.move).toBeLessThan(0.07)
    expect((mid?.move ?? 0) / (short?.move ?? 1)).toBeCloseTo(Math.sqrt(7), 10)
    expect((long?.move ?? 0) / (short?.move ?? 1)).toBeCloseTo(Math.sqrt(30), 10)
    expect(outlooks([])[0]?.dayMove).toBe(0.03)
  })

  it.each(Strategy.literals)(
    "PRESET-2 of %s differ by term and are not refused, however wild or calm the market",
    (of) => {
      for (const daily of [0.5, 4, 40]) {
        const on = tradesOn(of, "SPOT") ? market : perpetual
        const made = presets(on, of, minutes(market, 7, 2_000, daily), price, "1000")
        expect(made.map(({ name }) => name)).toEqual(["SHORT_TERM", "MID_TERM", "LONG_TERM"])
        for (const { settings } of made) expect(validateSettings(on, settings, price)).toEqual([])
        if (daily === 4) expect(new Set(made.map(({ settings }) => JSON.stringify(settings))).size).toBe(3)
      }
    }
  )
})
