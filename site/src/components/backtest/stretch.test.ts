import { describe, expect, it } from "vitest"
import { conditionProblems, optionsOf, stretchOf, usualConditions } from "./stretch.ts"

describe("the conditions of a backtest", () => {
  it("leave to the market what is left empty", () => {
    expect(conditionProblems(usualConditions)).toEqual({})
    expect(optionsOf(usualConditions)).toEqual({})
    expect(stretchOf(usualConditions)).toEqual({ days: 30 })
    expect(stretchOf({ ...usualConditions, period: "ALL" })).toEqual({})
  })

  it("hold the last day of an own period whole", () => {
    const own = { ...usualConditions, period: "OWN" as const, from: "2026-01-01", to: "2026-01-31" }
    expect(stretchOf(own)).toEqual({ from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 1, 1) })
    expect(Object.keys(conditionProblems({ ...own, from: "", to: "" }))).toEqual(["from", "to"])
    expect(conditionProblems({ ...own, to: "2025-12-31" })["to"]).toMatch(/end before/)
  })

  it("carry fees, slippage and the share of volume as they were given", () => {
    const given = {
      ...usualConditions,
      makerFee: "0.02",
      takerFee: "0,05",
      slippage: "Fixed" as const,
      volumeShare: "10"
    }
    expect(conditionProblems({ ...given, takerFee: "11" })["takerFee"]).toBe("Give a number from 0 to 10.")
    expect(optionsOf({ ...given, takerFee: "0.05" })).toEqual({
      makerFeePercent: 0.02,
      takerFeePercent: 0.05,
      volumeSharePercent: 10,
      slippage: { _tag: "Fixed", basisPoints: 5 }
    })
  })
})
