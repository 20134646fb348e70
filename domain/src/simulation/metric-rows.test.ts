import { describe, expect, it } from "vitest"
import type { Decimal } from "../number/decimal.ts"
import type { BacktestMetrics } from "./backtest-result.ts"
import { compareMetrics, metricRows } from "./metric-rows.ts"

const d = (text: string) => text as Decimal
const metrics = (over: Partial<BacktestMetrics> = {}): BacktestMetrics => ({
  invested: d("1000"),
  total: d("50"),
  totalPercent: d("5"),
  holdingPercent: d("2"),
  holdingDrawdownPercent: d("9"),
  versusHoldingPercent: d("3"),
  drawdown: { amount: d("20"), percent: d("2"), from: 0, to: 1, longestMillis: 3_600_000 },
  trades: 4,
  longestWins: 2,
  longestLosses: 1,
  fills: 8,
  roundTrips: 4,
  fees: d("1"),
  slippage: d("0"),
  exposurePercent: d("50"),
  own: [],
  ...over
})

describe("figures in rows", () => {
  it("name every figure once, leave undefined ones without a value, and end with the strategy's own", () => {
    const own = { name: "cycles", title: "Cycles", value: d("7"), unit: "COUNT" as const }
    const rows = metricRows(metrics({ own: [own] }))
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length)
    expect(rows.find(({ name }) => name === "sharpe")).toEqual({
      name: "sharpe",
      title: "Sharpe ratio",
      unit: "RATIO",
      better: "HIGHER"
    })
    expect(rows.at(-1)).toEqual(own)
  })

  it("say of two results what differs and which is better", () => {
    const deeper = { ...metrics().drawdown, percent: d("3.5") }
    const rows = compareMetrics(metrics(), metrics({ total: d("80.5"), drawdown: deeper, sharpe: d("1") }))
    const named = (name: string) => rows.find((row) => row.name === name)
    expect(named("total")).toMatchObject({ first: "50", second: "80.5", difference: "30.5", better: "SECOND" })
    expect(named("drawdown.percent")).toMatchObject({ difference: "1.5", better: "FIRST" })
    expect(named("sharpe")).toEqual({ name: "sharpe", title: "Sharpe ratio", unit: "RATIO", second: "1" })
    expect(named("fees")).not.toHaveProperty("better")
    expect(named("fills")).not.toHaveProperty("better")
  })
})
