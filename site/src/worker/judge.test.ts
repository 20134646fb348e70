import { describe, expect, it } from "vitest"
import type { Market, Settings } from "../client/contract.ts"
import { bitcoin } from "../client/market.fixture.ts"
import { judge } from "./judge.ts"

const PRICE = "60000"
const view = (instrument: object) =>
  ({ symbol: "BTC", instrument, lastPrice: PRICE, source: "SIMULATED" }) as unknown as Market
const spot = view(bitcoin)
const perpetual = view({
  ...bitcoin,
  symbol: "BTC-PERP",
  kind: "FUTURES",
  futures: { maxLeverage: 20, fundingHours: 8, fundingRate: "0.0001" }
})
const start = { _tag: "IMMEDIATELY" } as const
const grid = {
  _tag: "GRID",
  start,
  investment: "1000",
  lowPrice: "50000",
  highPrice: "70000",
  gridLevels: 10,
  spacing: "GEOMETRIC",
  stopLossPrice: "45000"
} as unknown as Settings
const futuresGrid = {
  _tag: "FUTURES_GRID",
  start,
  direction: "NEUTRAL",
  investment: "1000",
  leverage: 3,
  marginType: "ISOLATED",
  lowPrice: "50000",
  highPrice: "70000",
  gridQuantity: 10,
  spacing: "GEOMETRIC",
  liquidationBuffer: "1"
} as unknown as Settings
const sentence = (market: Market, settings: Settings, terms?: "paper" | "alpaca" | "coinbase" | "ibkr") => {
  const { problems, sentence: said } = judge(market, settings, undefined, undefined, terms)
  expect(problems).toEqual({})
  return said
}

describe("what will happen, of a stop", () => {
  it("says that it rests where the broker keeps it", () => {
    expect(sentence(spot, grid, "paper")).toMatch(
      /, rests \d+ orders and a protective stop, .*, stops at 45,000\.00\.$/
    )
  })

  it.each([
    ["alpaca", "Alpaca"],
    ["coinbase", "Coinbase"]
  ] as const)("says that it is watched from here where %s keeps none beside other orders", (terms, title) => {
    expect(sentence(spot, grid, terms)).toMatch(
      new RegExp(
        `, rests \\d+ orders, .*, stops at 45,000\\.00, watched only while TradingTower runs: ${title} keeps no stop beside its other orders\\.$`
      )
    )
  })

  it("says that there is none only where there is none", () => {
    const { stopLossPrice: _, ...without } = grid as unknown as Record<string, unknown>
    expect(sentence(spot, without as unknown as Settings)).toMatch(/, has no stop\.$/)
    // It is stopped before it is liquidated, as the sentence about its risk goes on to say.
    expect(sentence(perpetual, futuresGrid)).not.toContain("no stop")
    const { liquidationBuffer: __, ...bare } = futuresGrid as unknown as Record<string, unknown>
    expect(sentence(perpetual, bare as unknown as Settings)).toMatch(/, has no stop\.$/)
  })
})

describe("what will happen, of many orders", () => {
  it("says how many of a side rest at a time where the broker lets no more", () => {
    const many = { ...(futuresGrid as object), marginType: "CROSS", gridQuantity: 40 } as unknown as Settings
    expect(sentence(perpetual, many, "ibkr")).toMatch(
      /^Rests 40 orders, at most 15 a side at a time, those nearest to the price, commits /
    )
    const few = { ...(many as object), gridQuantity: 20 } as unknown as Settings
    expect(sentence(perpetual, few, "ibkr")).toMatch(/^Rests 20 orders, commits /)
    expect(sentence(perpetual, many, "coinbase")).toMatch(/^Rests 40 orders, commits /)
  })
})

describe("a bot of shares", () => {
  const share = view({ ...bitcoin, symbol: "SPY", base: "SPY", assetClass: "EQUITY", lotSize: "1", minQuantity: "1" })
  const at500 = { ...share, lastPrice: "500" }
  const twap = (change: object) =>
    ({
      _tag: "TWAP",
      start,
      side: "BUY",
      totalAmount: "0.2",
      duration: 5,
      frequency: 60,
      ...change
    }) as unknown as Settings
  const told = (settings: Settings, terms: "alpaca" | "ibkr" = "alpaca") => {
    const { problems, sentence, splits } = judge(at500, settings, undefined, undefined, terms)
    return { fields: Object.keys(problems), sentence, splits }
  }

  it("TERMS-17 says whether it works in parts of shares alone, or in whole ones, too", () => {
    expect(told(twap({}))).toMatchObject({ fields: ["totalAmount"], splits: true })
    const parts = told(twap({ fractions: true }))
    expect(parts).toMatchObject({ fields: [], splits: true })
    expect(parts.sentence).toContain("trades parts of shares, by orders that end with the day")
    expect(told(twap({ totalAmount: "20" }))).toMatchObject({ fields: [], splits: false })
    expect(told(twap({ totalAmount: "20", fractions: true }))).toMatchObject({ fields: [], splits: false })
    // By a broker that takes none of them, nor of coins.
    expect(told(twap({}), "ibkr")).toMatchObject({ fields: ["totalAmount"], splits: undefined })
    expect(told(twap({ fractions: true }), "ibkr")).toMatchObject({ splits: false })
    expect(judge(spot, twap({}), undefined, undefined, "alpaca").splits).toBeUndefined()
    expect(judge(spot, grid, undefined, undefined, "alpaca").splits).toBeUndefined()
  })
})
