import { fieldView } from "@tradetower/api/contract"
import { fieldsOf } from "@tradetower/domain/strategy"
import { describe, expect, it } from "vitest"
import type { Settings } from "../../client/contract.ts"
import { costLines, differingLines, feesText, type Run, runLines } from "./run-lines.ts"
import { bitcoin } from "../../client/market.fixture.ts"

const settings: Settings = {
  _tag: "GRID",
  start: { _tag: "IMMEDIATELY" },
  investment: "1000",
  lowPrice: "90000",
  highPrice: "110000",
  gridLevels: 20,
  spacing: "GEOMETRIC",
  orderSizeCurrency: "QUOTE",
  trailingUp: false,
  trailingDown: false,
  pumpProtection: false,
  reinvest: false
}
const run: Run = {
  venue: "simulated",
  symbol: "BTC-USD",
  timeframe: "1m",
  from: 0,
  to: 86_400_000,
  settings,
  options: {},
  rules: "The paper exchange",
  instrument: bitcoin
}
const fields = fieldsOf("GRID").map(fieldView)
const nameOf = (venue: string) => (venue === "simulated" ? "Simulated market" : venue)

describe("what a run was made with", () => {
  it("is told with its units, its rules, and the fees these charge where none were given", () => {
    const text = (title: string) => runLines(run, fields, nameOf).find((line) => line.title === title)?.text
    expect(text("Market")).toBe("BTC-USD · Simulated market")
    expect(text("Lowest price")).toBe("90,000 USD")
    expect(text("Taker fee")).toBe("0.2 %")
    const given = { ...run, options: { takerFeePercent: 0.05, slippage: { _tag: "Fixed" as const, basisPoints: 5 } } }
    expect(costLines(given).map((line) => line.text)).toEqual([
      "Paper, without a broker’s rules",
      "0.1 %",
      "0.05 %, as you said",
      "5 bp",
      "all it wants"
    ])
    const tiered = {
      ...run,
      rules: "Alpaca",
      options: { terms: "alpaca" as const },
      feeTier: { tier: 1, of: 8, from: "0" }
    }
    expect(
      costLines(tiered)
        .slice(0, 2)
        .map((line) => line.text)
    ).toEqual(["Paper, by Alpaca’s rules", "1 of 8, whoever trades less: no other was said"])
    const third = { ...tiered, options: { ...tiered.options, feeTier: 3 }, feeTier: { tier: 3, of: 8, from: "500000" } }
    expect(costLines(third)[1]?.text).toBe("3 of 8, from 500,000 USD in 30 days")
  })

  it("names the broker whose rules it kept, and what that charges beside a share", () => {
    const unitFees = { perUnit: "0.005", minimum: "1", mostRate: "0.01" }
    const stock = {
      ...bitcoin,
      base: "AAPL",
      assetClass: "EQUITY" as const,
      makerFeeRate: "0",
      takerFeeRate: "0",
      unitFees
    }
    const byRules = { ...run, options: { terms: "ibkr" as const }, rules: "Interactive Brokers", instrument: stock }
    expect(costLines(byRules).map((line) => line.text)).toEqual([
      "Paper, by Interactive Brokers’ rules",
      "0 %",
      "0 %",
      "0.005 USD a share, at least 1 USD an order, at most 1 % of it",
      "none",
      "all it wants"
    ])
    expect(feesText(bitcoin)).toBe("Fees: 0.1 % for what rested, 0.2 % for what takes.")
    expect(differingLines(costLines(run), costLines(byRules)).map(({ path }) => path)).toContain("rules")
  })

  it("differs from another's in what was set otherwise, and in nothing else", () => {
    const other: Run = { ...run, to: 2, settings: { ...settings, gridLevels: 40, stopLossPrice: "80000" } }
    const lines = differingLines(runLines(run, fields, nameOf), runLines(other, fields, nameOf))
    expect(lines.map(({ path }) => path)).toEqual(["to", "gridLevels", "stopLossPrice"])
    expect(lines[1]).toMatchObject({ first: "20", second: "40" })
    expect(lines[2]).toMatchObject({ first: undefined, second: "80,000 USD" })
    expect(differingLines(runLines(run, fields, nameOf), runLines(run, fields, nameOf))).toEqual([])
  })
})
