import { describe, expect, it } from "vitest"
import { market } from "../exchange/account.fixture.ts"
import { balances, openAccount } from "../exchange/account.ts"
import { summarize } from "../bot/summarize.ts"
import { bars, dca, grid, marketWith, minutes, runOf } from "./run.fixture.ts"
import { simulate } from "./simulate.ts"
import { paperRun } from "./paper-run.ts"

describe("simulate", () => {
  it("SIM-7 a grid's result follows from its trades, exactly, after fees", () => {
    const candles = bars(
      [10_000, 10_000, 9_800, 9_900],
      [9_900, 10_300, 9_890, 10_250],
      [10_250, 10_260, 9_950, 10_000]
    )
    const result = simulate(runOf(market, grid()), candles)
    let quote = 0n
    let base = 0n
    let fees = 0n
    for (const trade of result.trades) {
      const sign = trade.side === "BUY" ? 1n : -1n
      quote -= sign * market.notional(trade.price, trade.quantity) + trade.fee.amount
      base += sign * BigInt(trade.quantity)
      fees += trade.fee.amount
    }
    const left = base * market.notional(10_000 as never, 1 as never)
    expect(result.trades.length).toBeGreaterThan(6)
    expect(result.roundTrips).toBeGreaterThan(1)
    expect(Number(result.total)).toBeCloseTo(Number(market.quoteText((quote + left) as never)), 2)
    expect(Number(result.fees)).toBeCloseTo(Number(market.quoteText(fees as never)), 2)
    expect(Number(result.percent)).toBeCloseTo(Number(result.total) / 10, 1)
    expect(result.holdingPercent).toBe("0")
    expect(result.curve[0]).toEqual([candles[0]?.at, "1000"])
    expect(result.curve.at(-1)?.[1]).toBe((1000 + Number(result.total)).toFixed(2).replace(/0$/, ""))
    expect(Number(result.maxDrawdownPercent)).toBeGreaterThan(0)
  })

  it("SIM-7 says what holding would have done, and how long it was", () => {
    const result = simulate(
      runOf(market, dca()),
      bars([10_000, 10_000, 10_000, 10_000], [10_000, 10_500, 9_000, 9_450])
    )
    expect(result).toMatchObject({ holdingPercent: "-5.5", days: "0", invested: "1000" })
    expect(result.to - result.from).toBe(120_000)
    expect(() => simulate(runOf(market, dca()), [])).toThrow(/no candles/)
  })

  it("SIM-5 a stop that the price jumps over fills at the open, a limit at its own price", () => {
    const settings = dca({
      stopLossPercent: "5" as never,
      averagingOrdersQuantity: 1,
      averagingOrdersStep: "2" as never
    })
    const result = simulate(
      runOf(market, settings),
      bars([10_000, 10_000, 10_000, 10_000], [9_000, 9_000, 9_000, 9_000])
    )
    expect(result.trades.map((trade) => [trade.purpose, trade.price])).toEqual([
      ["BASE", 10_000],
      ["AVERAGING", 9_800],
      // The stop protected what was held before the averaging order filled in the same move; another the rest.
      ["STOP_LOSS", 9_000],
      ["STOP_LOSS", 9_000]
    ])
  })

  it("SIM-5 a stock that opens lower after the night fills its buys at the opening price", () => {
    const stock = marketWith({ assetClass: "EQUITY" })
    const [today, tomorrow] = bars([10_000, 10_000, 10_000, 10_000], [9_500, 9_500, 9_500, 9_500])
    if (today === undefined || tomorrow === undefined) throw new Error("two bars")
    const settings = dca({ averagingOrdersQuantity: 1, averagingOrdersStep: "2" as never })
    const result = simulate(runOf(stock, settings), [today, { ...tomorrow, at: today.at + 86_400_000 }])
    expect(result.trades.map((trade) => trade.price)).toEqual([10_000, 9_500])
  })

  it("SIM-6 a bot that waits sleeps through the candles that don't concern it", () => {
    const candles = minutes(market, 4, 5_000, 4)
    const result = simulate(runOf(market, grid({ lowPrice: "50" as never, highPrice: "60" as never })), candles)
    expect(result.steps).toBeLessThan(60)
  })

  it("SIM-7 the run's own figures and the account's agree to the last unit", () => {
    for (const settings of [grid({ gridLevels: 50 }), dca()]) {
      const config = runOf(market, settings)
      const account = openAccount("a", { USD: "1000" })
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
      expect(held - market.quote("1000")).toBe(profit)
      expect(summary.fills).toBe(account.fills.length)
      expect(summary.fills).toBeGreaterThan(10)
    }
  })
})
