import { type BacktestMetrics, metricRows } from "@tradetower/domain/simulation"
import { describe, expect, it } from "vitest"
import { metricGroups, metricText } from "./metrics.ts"

describe("the figures of a result", () => {
  it("are those of the API, the shell and the report, under the same names", () => {
    // Only names and titles are looked at.
    const rows = metricRows({ drawdown: {}, own: [] } as unknown as BacktestMetrics)
    const shown = metricGroups.flatMap(({ metrics }) => metrics.map(({ name, title }) => `${name}: ${title}`))
    expect(shown.toSorted()).toEqual(rows.map(({ name, title }) => `${name}: ${title}`).toSorted())
  })

  it("say that there was no loss where there is nothing to divide by", () => {
    const factor = metricGroups.flatMap(({ metrics }) => metrics).find(({ name }) => name === "profitFactor")
    const told = (trades: number) => factor?.absent?.({ trades } as never)
    expect([told(3), told(0)]).toEqual(["no loss", undefined])
  })

  it("read the same wherever they stand: two decimals, unit, sign of results", () => {
    expect(metricText("RATIO", "1.5", "USD")).toBe("1.50")
    expect(metricText("RESULT", "1234.5", "USD")).toBe("+1,234.50 USD")
    expect(metricText("RESULT_PERCENT", "-3", "USD")).toBe("−3.00\u202f%")
    expect(metricText("COUNT", 12_345, "USD")).toBe("12,345")
    expect(metricText("RATIO", undefined, "USD")).toBe("–")
  })
})
