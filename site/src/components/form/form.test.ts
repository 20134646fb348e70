import { fieldsOf } from "@tradetower/domain"
import { describe, expect, it } from "vitest"
import type { CandleRow, Market, Settings } from "../../client/contract.ts"
import { judge } from "./check.ts"
import { draftOf, readDraft } from "./draft.ts"
import { tryOut } from "./try-out.ts"

const market: Market = {
  symbol: "BTC-USD",
  instrument: {
    exchange: "paper",
    symbol: "BTC-USD",
    base: "BTC",
    quote: "USD",
    kind: "SPOT",
    assetClass: "CRYPTO",
    tickSize: "0.01",
    lotSize: "0.00000001",
    minQuantity: "0.00000001",
    minNotional: "1",
    makerFeeRate: "0.001",
    takerFeeRate: "0.002",
    feeAsset: "QUOTE",
    maxOpenOrders: 500
  },
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
const fields = fieldsOf("GRID")
const withValues = (values: Record<string, string | boolean>) => {
  const draft = draftOf(grid)
  return { ...draft, values: { ...draft.values, ...values } }
}

describe("a form made from a strategy's fields", () => {
  it("reads back the settings it was filled from", () => {
    expect(readDraft(fields, draftOf(grid))).toEqual({ settings: grid, problems: {} })
  })

  it("forgives thousands and spaces, and leaves out what is optional and empty", () => {
    const { settings } = readDraft(fields, withValues({ investment: " 2,500.50 ", stopLossPrice: "" }))
    expect(settings).toMatchObject({ investment: "2500.50" })
    expect(settings).not.toHaveProperty("stopLossPrice")
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
    expect(sentence).toMatch(/^Buys [\d.]+ BTC now for [\d.]+ USD, rests 10 orders, commits [\d,.]+ USD/)
    expect(sentence).toMatch(/stops at 75\.00\.$/)
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

describe("trying values out", () => {
  const rows = Array.from({ length: 200 }, (_, i): CandleRow => {
    const up = i % 2 === 0
    return [i * 900_000, up ? "95.00" : "105.00", "106.00", "94.00", up ? "105.00" : "95.00", "1000"]
  })

  it("trades the settings over the candles by the very rules that will trade", () => {
    const tried = tryOut(market.instrument, grid, rows)
    expect(tried?.roundTrips).toBeGreaterThan(10)
    expect(Number(tried?.total)).toBeGreaterThan(0)
  })

  it("says nothing over too few candles", () => {
    expect(tryOut(market.instrument, grid, rows.slice(0, 5))).toBeUndefined()
  })
})
