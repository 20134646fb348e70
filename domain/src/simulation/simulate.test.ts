import { describe, expect, it } from "vitest"
import { market } from "../exchange/account.fixture.ts"
import { balances, openAccount } from "../exchange/account.ts"
import { summarize } from "../bot/summarize.ts"
import { backtest } from "./backtest.ts"
import { bars, dca, grid, indexOf, marketWith, minutes, runOf } from "./run.fixture.ts"
import { paperRun } from "./paper-run.ts"

describe("a backtest", () => {
  it("SIM-7 a grid's result follows from its trades, exactly, after fees", () => {
    const candles = bars(
      [10_000, 10_000, 9_800, 9_900],
      [9_900, 10_300, 9_890, 10_250],
      [10_250, 10_260, 9_950, 10_000]
    )
    const result = backtest(runOf(market, grid()), indexOf(candles))
    const { metrics } = result
    let quote = 0
    let base = 0
    let fees = 0
    for (const trade of result.trades) {
      const sign = trade.side === "BUY" ? 1 : -1
      quote -= sign * Number(trade.price) * Number(trade.quantity) + Number(trade.fee)
      base += sign * Number(trade.quantity)
      fees += Number(trade.fee)
    }
    expect(result.trades.length).toBeGreaterThan(6)
    expect(metrics.fills).toBe(result.trades.length)
    expect(metrics.roundTrips).toBeGreaterThan(1)
    expect(Number(metrics.total)).toBeCloseTo(quote + base * 100, 0)
    expect(Number(metrics.fees)).toBeCloseTo(fees, 0)
    expect(Number(metrics.totalPercent)).toBeCloseTo(Number(metrics.total) / 10, 1)
    expect(metrics.holdingPercent).toBe("0")
    expect(result.equity[0]).toMatchObject({ at: candles[0]?.at, worth: "1000", holding: "1000" })
    expect(Number(result.equity.at(-1)?.worth)).toBeCloseTo(1000 + Number(metrics.total), 2)
    expect(Number(metrics.drawdown.percent)).toBeGreaterThan(0)
  })

  it("SIM-7 says what holding would have done, and how long it was", () => {
    const candles = bars([10_000, 10_000, 10_000, 10_000], [10_000, 10_500, 9_000, 9_450])
    const result = backtest(runOf(market, dca()), indexOf(candles))
    expect(result.metrics).toMatchObject({ holdingPercent: "-5.5", holdingDrawdownPercent: "5.5", invested: "1000" })
    expect(result.to - result.from).toBe(120_000)
    expect(() => backtest(runOf(market, dca()), indexOf([]))).toThrow(/no candles/)
  })

  it("SIM-5 a stop that the price jumps over fills at the open, a limit at its own price", () => {
    const settings = dca({
      stopLossPercent: "5" as never,
      averagingOrdersQuantity: 1,
      averagingOrdersStep: "2" as never
    })
    const candles = bars([10_000, 10_000, 10_000, 10_000], [9_000, 9_000, 9_000, 9_000])
    const { trades } = backtest(runOf(market, settings), indexOf(candles))
    expect(trades.map((trade) => [trade.purpose, trade.price])).toEqual([
      ["BASE", "100"],
      ["AVERAGING", "98"],
      // The stop protected what was held before the averaging order filled in the same move; another the rest.
      ["STOP_LOSS", "90"],
      ["STOP_LOSS", "90"]
    ])
  })

  it("SIM-5 a stock that opens lower after the night fills its buys at the opening price", () => {
    const stock = marketWith({ assetClass: "EQUITY" })
    const noon = Date.UTC(2023, 10, 14, 17)
    const candles = bars([10_000, 10_000, 10_000, 10_000], [9_500, 9_500, 9_500, 9_500])
    const settings = dca({ averagingOrdersQuantity: 1, averagingOrdersStep: "2" as never })
    const { trades } = backtest(
      runOf(stock, settings),
      indexOf(candles.map((bar, i) => ({ ...bar, at: noon + i * 86_400_000 })))
    )
    expect(trades.map((trade) => trade.price)).toEqual(["100", "95"])
  })

  it("SIM-6 a bot that waits sleeps through the candles that don't concern it", () => {
    const candles = minutes(market, 4, 5_000, 4)
    const result = backtest(
      runOf(market, grid({ lowPrice: "50" as never, highPrice: "60" as never })),
      indexOf(candles)
    )
    expect(result.steps).toBeLessThan(60)
  })

  it("SIM-7 LEDGER-7 the run's own figures and the account's agree to the last unit, however large", () => {
    for (const settings of [grid({ gridLevels: 50 }), dca(), grid({ investment: "7000000000.01" as never })]) {
      const config = runOf(market, settings)
      const { investment } = settings
      const account = openAccount("a", { USD: investment })
      const run = paperRun(config, account)
      run.happen({ _tag: "Started", at: 0 as never, actor: "TRADER" })
      let last = market.roundPrice("100", "DOWN")
      for (const candle of minutes(market, 9, 2_000)) run.price((last = candle.close), candle.at)
      const summary = summarize(config, run.state)
      const value = market.notional(last, market.quantity(summary.position) ?? (0 as never))
      const profit =
        market.quote(summary.tradingProfit) - market.quote(summary.fees) + value - market.quote(summary.positionCost)
      const usd = balances(account)["USD"]
      const held = market.quote(usd?.free ?? "0") + market.quote(usd?.reserved ?? "0") + value
      expect(held - market.quote(investment)).toBe(profit)
      expect(summary.fills).toBe(account.fills.length)
      expect(summary.fills).toBeGreaterThan(10)
    }
  })
})
