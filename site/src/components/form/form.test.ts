import { fieldView } from "@tradetower/api/contract"
import { fieldsOf } from "@tradetower/domain/strategy"
import { describe, expect, it } from "vitest"
import { entered } from "../../format/typed.ts"
import type { Market, Settings } from "../../client/contract.ts"
import { judge } from "../../worker/judge.ts"
import { type Draft, draftOf, fieldsOn, isAsked, kindOf, type MarketKind, readDraft } from "./draft.ts"
import { slid, sliderRange } from "./slider.ts"
import { bitcoin } from "../../client/market.fixture.ts"

const market: Market = {
  symbol: "BTC-USD",
  instrument: bitcoin,
  source: "SIMULATED",
  connected: true,
  note: "",
  lastPrice: "100.00"
}
const grid: Settings = {
  _tag: "GRID",
  start: { _tag: "IMMEDIATELY" },
  investment: "1000",
  lowPrice: "80",
  highPrice: "120",
  gridLevels: 10,
  spacing: "GEOMETRIC",
  orderSizeCurrency: "QUOTE",
  trailingUp: true,
  trailingDown: false,
  pumpProtection: true,
  stopLossPrice: "75",
  reinvest: false
}
const fields = fieldsOf("GRID").map(fieldView)
const withValues = (values: Record<string, string | boolean>) => {
  const draft = draftOf(grid, fields)
  return { ...draft, values: { ...draft.values, ...values } }
}

describe("a form made from a strategy's fields", () => {
  it("reads back the settings it was filled from", () => {
    expect(readDraft(fields, draftOf(grid, fields))).toEqual({ settings: grid, problems: {} })
  })

  it("takes numbers as they were understood, and leaves out what is optional and empty", () => {
    const { settings } = readDraft(
      fields,
      withValues({ investment: entered(" 2.500,50 "), stopLossPrice: entered("") })
    )
    expect(settings).toMatchObject({ investment: "2500.50" })
    expect(settings).not.toHaveProperty("stopLossPrice")
  })

  it("makes no settings of a number with two readings, and says both beside its field", () => {
    const { settings, problems } = readDraft(fields, withValues({ investment: entered("2,500") }))
    expect(settings).toBeUndefined()
    expect(problems["investment"]).toMatch(/2\.500 or 2500/)
  })

  it("says beside the field what would work", () => {
    const { settings, problems } = readDraft(fields, withValues({ gridLevels: "3", lowPrice: "abc", investment: "" }))
    expect(settings).toBeUndefined()
    expect(problems).toEqual({
      gridLevels: "Give a whole number from 5 to 100.",
      lowPrice: "Give a number of at least 0.",
      investment: "Give a number of at least 0."
    })
  })
})

describe("the domain's verdict on settings", () => {
  it("paints every level and says plainly what will happen", () => {
    const { lines, problems, levelProblem, sentence } = judge(market, grid)
    expect(problems).toEqual({})
    expect(levelProblem).toBeUndefined()
    expect(lines.filter(({ tone }) => tone === "buy" || tone === "sell")).toHaveLength(10)
    expect(lines.find(({ tone }) => tone === "stop")?.price).toBe("75")
    expect(sentence).toMatch(
      /^Buys [\d.]+ BTC now for [\d.]+ USD, rests 10 orders and a protective stop, commits [\d,.]+ USD/
    )
    expect(sentence).toMatch(/stops at 75\.00\.$/)
  })

  it("says what is margin, and what is committed in base", () => {
    const futures = { maxLeverage: 100, fundingHours: 8, fundingRate: "0.0001" } as const
    const perpetual: Market = { ...market, instrument: { ...market.instrument, kind: "FUTURES", futures } }
    const order = {
      _tag: "TWAP",
      start: { _tag: "IMMEDIATELY" },
      totalAmount: "10",
      duration: 5,
      frequency: 60
    } as const
    expect(judge(perpetual, { ...order, side: "BUY", leverage: 5 }).sentence).toMatch(
      /^Buys 2 BTC now with 40\.40 USD of margin, commits 202\.00 USD of margin/
    )
    expect(judge(market, { ...order, side: "SELL" }).sentence).toMatch(/now for 2\d\d\.\d\d USD, commits 10 BTC/)
  })

  it("says what the trader's limits refuse: the leverage at its field, a large order as a warning", () => {
    const limits = { ordersPerMinute: 10, maxOrderNotional: "100", maxLeverage: 3, onBreach: "PAUSE" } as const
    expect(judge(market, grid, limits).warning).toMatch(/^Its largest order of 379\.74 USD is over your limit/)
    expect(judge(market, grid, { ...limits, maxOrderNotional: "1000" }).warning).toBeUndefined()
    const futures = { maxLeverage: 100, fundingHours: 8, fundingRate: "0.0001" } as const
    const perpetual: Market = { ...market, instrument: { ...market.instrument, kind: "FUTURES", futures } }
    const order = { _tag: "TWAP", start: { _tag: "MANUAL" }, side: "BUY", totalAmount: "10" } as const
    const asked: Settings = { ...order, duration: 5, frequency: 60, leverage: 5 }
    expect(judge(perpetual, asked, limits).problems["leverage"]).toContain("your limit of 3x")
    // What waits does not buy now.
    expect(judge(perpetual, asked).sentence).toContain("at today's price it then buys 2 BTC with")
  })

  it("draws nothing at no price", () => {
    const dca: Settings = {
      _tag: "DCA",
      start: { _tag: "IMMEDIATELY" },
      direction: "LONG",
      investment: "1000",
      baseOrderAmount: "100",
      baseOrderType: "MARKET",
      averagingOrdersAmount: "900",
      averagingOrdersQuantity: 9,
      averagingOrdersStep: "20",
      amountMultiplier: "1",
      stepMultiplier: "2",
      takeProfitPercent: "1",
      reserveFunds: true
    }
    expect(judge(market, dca).lines.every(({ price }) => Number(price) > 0)).toBe(true)
  })

  it("refuses what can't work at its field, without a sentence", () => {
    const { problems, sentence } = judge(market, { ...grid, highPrice: "70" })
    expect(problems["highPrice"]).toContain("80")
    expect(sentence).toBeUndefined()
  })

  it("marks the levels the exchange wouldn't take", () => {
    const { levelProblem, lines } = judge(market, { ...grid, investment: "5" })
    expect(levelProblem).toMatch(/of 10 levels can't work: at /)
    expect(lines.some(({ tone }) => tone === "bad")).toBe(true)
  })

  it("says what a bot waits for", () => {
    expect(judge(market, { ...grid, start: { _tag: "MANUAL" } }).sentence).toMatch(/^Waits until you say “Enter now”/)
  })
})

describe("settings inside settings, ways and conditions", () => {
  const waiting: Settings = {
    ...grid,
    start: {
      _tag: "INDICATORS",
      combine: "ANY",
      conditions: [
        { _tag: "RSI", timeframe: "1h", side: "BUY", validFor: 1, period: 10, oversold: "30", overbought: "70" },
        { _tag: "MACD", timeframe: "4h", side: "BUY", validFor: 1, fastPeriod: 12, slowPeriod: 26, signalPeriod: 9 }
      ]
    }
  }

  it("reads lists of shapes back as they were, and what was emptied or never typed as its default", () => {
    const draft = draftOf(waiting, fields)
    expect(readDraft(fields, draft)).toEqual({ settings: waiting, problems: {} })
    const { "start.conditions.1.slowPeriod": _, ...values } = draft.values
    const emptied = { ...draft, values: { ...values, "start.conditions.0.validFor": "", pumpProtection: "" } }
    expect(readDraft(fields, emptied)).toEqual({ settings: waiting, problems: {} })
  })

  it("says what is wrong at its path", () => {
    const draft = draftOf(waiting, fields)
    const { problems } = readDraft(fields, {
      ...draft,
      values: { ...draft.values, "start.conditions.0.period": "1" }
    })
    expect(problems).toEqual({ "start.conditions.0.period": "Give a whole number from 2 to 200." })
  })

  it("gives a new item its first shape", () => {
    const draft = draftOf(waiting, fields)
    const { settings } = readDraft(fields, { ...draft, values: { ...draft.values, "start.conditions.length": "3" } })
    expect(settings?.start).toMatchObject({ conditions: [{ _tag: "RSI" }, { _tag: "MACD" }, { _tag: "MACD" }] })
  })

  it("sends one way of saying the same, and keeps what was typed for the other", () => {
    const draft = draftOf(grid, fields)
    expect(draft.ways).toMatchObject({ stopLoss: "At a price", grid: "Number of levels" })
    const byPercent: Draft = {
      ...draft,
      ways: { ...draft.ways, stopLoss: "In percent" },
      values: { ...draft.values, stopLossPercent: "10" }
    }
    const { settings } = readDraft(fields, byPercent)
    expect(settings).toMatchObject({ stopLossPercent: "10" })
    expect(settings).not.toHaveProperty("stopLossPrice")
    expect(byPercent.values["stopLossPrice"]).toBe("75")
  })

  it("asks for leverage on futures only", () => {
    const order = fieldsOf("TWAP").map(fieldView)
    const asked = (kind: MarketKind) => fieldsOn(order, kind).map(({ name }) => name)
    expect(asked("FUTURES").filter((name) => !asked("SPOT").includes(name))).toEqual([
      "leverage",
      "marginType",
      "reduceOnly"
    ])
  })

  it("asks for fractions on stocks only", () => {
    const stock = { kind: "SPOT", assetClass: "EQUITY" } as const
    expect(
      [stock, { ...stock, assetClass: "CRYPTO" } as const, { ...stock, kind: "FUTURES" } as const].map(kindOf)
    ).toEqual(["STOCKS", "SPOT", "FUTURES"])
    for (const strategy of ["DCA", "LOOP", "BTD", "TWAP"] as const) {
      const asked = (kind: MarketKind) =>
        fieldsOn(fieldsOf(strategy).map(fieldView), kind).some(({ name }) => name === "fractions")
      expect([asked("STOCKS"), asked("SPOT"), asked("FUTURES")]).toEqual([true, false, false])
    }
  })

  it("asks for what is of use only", () => {
    const stop = fields.find(({ name }) => name === "stopTrailingDownPrice")
    if (stop === undefined) throw new Error("the grid has no such field")
    expect(isAsked(stop, draftOf(grid, fields))).toBe(false)
    expect(isAsked(stop, withValues({ trailingDown: true }))).toBe(true)
  })
})

describe("a slider", () => {
  const field = (name: string) => {
    const found = fields.find((one) => one.name === name)
    if (found === undefined) throw new Error(`the grid has no ${name}`)
    return found
  }

  it("goes around the preset's value, inside the field's limits, on a grid a hand can hit", () => {
    expect(sliderRange(field("gridLevels"), "10", "0.01")).toEqual({ min: 5, max: 30, step: 1 })
    const prices = sliderRange(field("lowPrice"), "92123.45", "0.01")
    expect(prices).toEqual({ min: 55200, max: 129000, step: 200 })
    expect(prices && slid(92_200, prices)).toBe("92200")
  })

  it("is not there for what has no value or is an amount", () => {
    expect(sliderRange(field("takeProfitPercent"), undefined, "0.01")).toBeUndefined()
    expect(sliderRange(field("investment"), "1000", "0.01")).toBeUndefined()
  })

  it("gives plain decimals", () => {
    expect(slid(0.1 + 0.2, { min: 0.1, max: 4, step: 0.1 })).toBe("0.3")
  })
})
