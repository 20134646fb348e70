import { describe, expect, it } from "vitest"
import { market } from "../exchange/account.fixture.ts"
import { marketWith, minutes } from "../simulation/run.fixture.ts"
import type { Instrument } from "../market/instrument.ts"
import { marketOf } from "../market/market.ts"
import type { TermsName } from "../terms/list.ts"
import { type BotSettings, Strategy } from "./settings.ts"
import { instrumentBy, termsNames, termsOf, unitsOf } from "../terms/index.ts"
import { outlooks } from "../market/outlook.ts"
import { plan, presets, tradesOn, validateSettings } from "./validate.ts"

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
    "PRESET-2 of %s differ by term and are not refused, however wild or calm the market, by no broker's terms",
    (of) => {
      for (const daily of [0.5, 4, 40]) {
        const on = tradesOn(of, "SPOT") ? market : perpetual
        const made = presets(on, of, minutes(market, 7, 2_000, daily), price, "1000")
        expect(made.map(({ name }) => name)).toEqual(["SHORT_TERM", "MID_TERM", "LONG_TERM"])
        for (const { settings } of made) expect(validateSettings(on, settings, price)).toEqual([])
        for (const terms of termsNames) {
          const theirs = marketOf(instrumentBy(terms, on.instrument))
          if (termsOf(terms, theirs.instrument) === undefined) continue
          for (const { settings } of presets(theirs, of, minutes(market, 7, 2_000, daily), price, "1000", terms))
            expect([terms, validateSettings(theirs, settings, price, terms)]).toEqual([terms, []])
        }
        if (daily === 4) expect(new Set(made.map(({ settings }) => JSON.stringify(settings))).size).toBe(3)
      }
    }
  )
})

describe("a preset of shares", () => {
  const { instrument } = marketWith({ assetClass: "EQUITY", tickSize: "0.01" as never, minNotional: "0" as never })
  const dear = market.roundPrice("500", "DOWN")
  const made = (of: Strategy, investment: string, terms: TermsName, change: Partial<Instrument> = {}) => {
    const on = marketOf(instrumentBy(terms, { ...instrument, ...change }))
    return presets(on, of, minutes(market, 7, 2_000, 4), dear, investment, terms).map(({ settings }) => {
      const split = marketOf(instrumentBy(terms, { ...instrument, ...change }, 1, unitsOf(settings)))
      return [unitsOf(settings), validateSettings(split, settings, dear, terms).length]
    })
  }

  it.each(["DCA", "LOOP", "BTD", "TWAP"] as const)(
    "PRESET-5 of %s trades parts of them where an account is too small for whole ones, and its broker takes those",
    (of) => {
      expect(made(of, "200", "alpaca")).toEqual([1, 2, 3].map(() => ["FRACTIONS", 0]))
      expect(made(of, "1000000", "alpaca")).toEqual([1, 2, 3].map(() => ["WHOLE", 0]))
      for (const [units, problems] of [
        ...made(of, "200", "ibkr"),
        ...made(of, "200", "alpaca", { fractionable: false })
      ])
        expect([units, Number(problems) > 0]).toEqual(["WHOLE", true])
    }
  )
})

describe("a preset's ladder", () => {
  const feesOf = [
    ["0", "0"],
    ["0.001", "0.002"],
    ["0.004", "0.006"],
    ["0.01", "0.01"]
  ] as const
  const ladders = ["GRID", "BTD", "LOOP", "FUTURES_GRID"] as const

  /** Its narrowest step, as a share. */
  const stepOf = (settings: BotSettings): number => {
    switch (settings._tag) {
      case "GRID":
        return (Number(settings.highPrice) / Number(settings.lowPrice)) ** (1 / (settings.gridLevels ?? 1)) - 1
      case "FUTURES_GRID":
        return (Number(settings.highPrice) / Number(settings.lowPrice)) ** (1 / (settings.gridQuantity ?? 1)) - 1
      case "BTD":
        return Number(settings.gridStep) / 100
      case "LOOP":
        return Number(settings.orderDistance) / 100
      default:
        throw new Error(`${settings._tag} has no ladder`)
    }
  }

  it.each(ladders)(
    "PRESET-4 of %s earns at least twice what the market's fees take, on every market and term",
    (of) => {
      for (const [maker, taker] of feesOf)
        for (const daily of [0.5, 3, 12]) {
          const base = tradesOn(of, "SPOT") ? market : perpetual
          const on = marketWith({ ...base.instrument, makerFeeRate: maker as never, takerFeeRate: taker as never })
          for (const { settings } of presets(on, of, minutes(market, 7, 2_000, daily), price, "1000")) {
            expect(validateSettings(on, settings, price)).toEqual([])
            // What ticks round off is not the rule's.
            expect(stepOf(settings), JSON.stringify(settings)).toBeGreaterThanOrEqual(Number(maker) * 4 - 0.0002)
          }
        }
    }
  )

  it("GRID-9 begins to trade near: a level lies a fifth of a step below the price", () => {
    for (const daily of [1, 3, 8])
      for (const { settings } of presets(market, "GRID", minutes(market, 7, 2_000, daily), price, "1000")) {
        const buys = plan(market, settings, price).resting.filter(({ side }) => side === "BUY")
        const nearest = Math.max(...buys.map((order) => order.price))
        const above = (price / nearest - 1) / stepOf(settings)
        expect(above).toBeGreaterThan(0.1)
        expect(above).toBeLessThan(0.3)
      }
  })

  it("GRID-9 a short-term step is what the price is expected to move in a quarter of an hour", () => {
    const candles = minutes(market, 7, 10_000, 8)
    const [outlook] = outlooks(candles)
    const [short] = presets(market, "GRID", candles, price, "1000")
    expect(short && stepOf(short.settings)).toBeCloseTo((outlook?.dayMove ?? 0) / Math.sqrt(96), 3)
  })
})
