import { describe, expect, it } from "vitest"
import { annualised, calmar, dailyReturns, sharpe, sortino, tradeStatistics } from "./metrics.ts"

const YEAR = 365 * 86_400_000

describe("figures of a backtest", () => {
  it("BACKTEST-7 returns go from day to day, the first from what was invested", () => {
    expect(dailyReturns(100, [110, 99, 99])).toEqual([expect.closeTo(0.1), expect.closeTo(-0.1), 0])
  })

  it("BACKTEST-7 Sharpe is mean over deviation, Sortino over the downside, both a year", () => {
    const returns = [0.02, -0.01, 0.03, 0]
    // Mean 0.01; sample deviation sqrt(0.001 / 3); downside sqrt(0.0001 / 4).
    expect(sharpe(returns, 365)).toBeCloseTo((0.01 / Math.sqrt(0.001 / 3)) * Math.sqrt(365), 10)
    expect(sortino(returns, 252)).toBeCloseTo((0.01 / 0.005) * Math.sqrt(252), 10)
    expect([sharpe([0.1], 365), sharpe([0, 0, 0], 365), sortino([0.1, 0.2], 365)]).toEqual([
      undefined,
      undefined,
      undefined
    ])
  })

  it("BACKTEST-7 a year's return compounds; Calmar puts it over the deepest fall", () => {
    expect(annualised(0.21, 2 * YEAR)).toBeCloseTo(0.1, 10)
    expect([annualised(0.1, 1000), annualised(-1, YEAR), annualised(10, YEAR / 365)]).toEqual([
      undefined,
      undefined,
      undefined
    ])
    expect(calmar(0.3, 0.1)).toBeCloseTo(3)
    expect(calmar(0.3, 0)).toBeUndefined()
  })

  it("BACKTEST-7 counts wins, losses and the longest of each in a row", () => {
    const trades = [5, 3, -1, -1, 0, 4].map((profit, i) => ({ profit, millis: i * 1000 }))
    expect(tradeStatistics(trades)).toEqual({
      count: 6,
      winRate: 0.5,
      profitFactor: 6,
      averageProfit: 10 / 6,
      averageMillis: 2500,
      longestWins: 2,
      longestLosses: 3
    })
    expect(tradeStatistics([])).toMatchObject({ count: 0, winRate: undefined, profitFactor: undefined })
    expect(tradeStatistics([{ profit: 1, millis: 0 }]).profitFactor).toBeUndefined()
  })
})
