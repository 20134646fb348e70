import { describe, expect, it } from "vitest"
import {
  conditionProblems,
  conditionsOf,
  narrowed,
  optionsOf,
  periodsIn,
  stretchOf,
  usualConditions,
  withPeriod
} from "./conditions.ts"

const there = { from: Date.UTC(2025, 11, 1), to: Date.UTC(2026, 1, 15) }

describe("the conditions of a backtest", () => {
  it("leave to the market what is left empty", () => {
    expect(conditionProblems(usualConditions, there)).toEqual({})
    expect(optionsOf(usualConditions)).toEqual({})
    expect(stretchOf(usualConditions)).toEqual({ days: 30 })
    expect(stretchOf({ ...usualConditions, period: "ALL" })).toEqual({})
  })

  it("hold the last day of an own period whole", () => {
    const own = { ...usualConditions, period: "OWN" as const, from: "2026-01-01", to: "2026-01-31" }
    expect(stretchOf(own)).toEqual({ from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 1, 1) })
    expect(Object.keys(conditionProblems({ ...own, from: "", to: "" }, there))).toEqual(["from", "to"])
    expect(conditionProblems({ ...own, to: "2025-12-31" }, there)["to"]).toMatch(/end before/)
  })

  it("begin an own period filled, with days that candles are there for", () => {
    const own = withPeriod({ ...usualConditions, period: "7" }, "OWN", there)
    expect(own).toMatchObject({ period: "OWN", from: "2026-02-08", to: "2026-02-14" })
    expect(conditionProblems(own, there)).toEqual({})
    const all = withPeriod({ ...usualConditions, period: "ALL" }, "OWN", there)
    expect(all).toMatchObject({ from: "2025-12-01", to: "2026-02-14" })
    const typed = { ...usualConditions, from: "2026-01-05", to: "2026-01-06" }
    expect(withPeriod(typed, "OWN", there)).toMatchObject({ from: "2026-01-05", to: "2026-01-06" })
  })

  it("offer only times that candles are there for", () => {
    expect(periodsIn(there)).toEqual(["7", "30", "ALL", "OWN"])
    expect(periodsIn({ from: 0, to: 5 * 3_600_000 })).toEqual(["ALL", "OWN"])
    expect(narrowed(usualConditions, there).period).toBe("30")
    expect(narrowed({ ...usualConditions, period: "365" }, there).period).toBe("ALL")
    const own = { ...usualConditions, period: "OWN" as const, from: "2025-11-01", to: "2026-03-01" }
    expect(conditionProblems(own, there)).toEqual({
      from: "Candles begin on 2025-12-01: give that day or later.",
      to: "Candles end on 2026-02-15: give that day or earlier."
    })
  })

  it("carry rules, fees, slippage and the share of volume as they were given", () => {
    const given = {
      ...usualConditions,
      makerFee: "0.02",
      takerFee: "0,05",
      slippage: "Fixed" as const,
      volumeShare: "10"
    }
    expect(conditionProblems({ ...given, takerFee: "11" }, there)["takerFee"]).toBe("Give a number from 0 to 10.")
    const options = {
      terms: "alpaca" as const,
      makerFeePercent: 0.02,
      takerFeePercent: 0.05,
      volumeSharePercent: 10,
      slippage: { _tag: "Fixed" as const, basisPoints: 5 }
    }
    expect(optionsOf({ ...given, takerFee: "0.05", rules: "alpaca" })).toEqual(options)
    expect(optionsOf(conditionsOf(options))).toEqual(options)
    const byVolume = { slippage: { _tag: "ByVolume" as const, basisPoints: 20, maxBasisPoints: 100 } }
    expect(optionsOf(conditionsOf(byVolume))).toEqual(byVolume)
  })

  it("are those of a run that is to be made again", () => {
    expect(conditionsOf()).toEqual(usualConditions)
    const again = (from: number, to: number) => stretchOf(conditionsOf({}, { from, to }, there))
    const week = 7 * 86_400_000
    expect(again(there.to - week, there.to)).toEqual({ days: 7 })
    expect(again(there.from, there.to)).toEqual({})
    const days = [Date.UTC(2026, 0, 5), Date.UTC(2026, 0, 12)] as const
    expect(again(...days)).toEqual({ from: days[0], to: days[1] })
  })
})

describe("a fee tier", () => {
  it("is asked for where it is not the lowest, and is there again when the run is made again", () => {
    const third = { ...usualConditions, rules: "alpaca" as const, feeTier: 3 }
    expect(optionsOf(third)).toEqual({ terms: "alpaca", feeTier: 3 })
    expect(conditionsOf(optionsOf(third)).feeTier).toBe(3)
    expect(optionsOf({ ...third, feeTier: 1 })).toEqual({ terms: "alpaca" })
    expect(conditionsOf({ terms: "alpaca" }).feeTier).toBe(1)
  })
})
