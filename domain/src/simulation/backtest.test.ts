import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { market } from "../exchange/account.fixture.ts"
import { condition } from "../indicator/condition.fixture.ts"
import type { Price } from "../market/market.ts"
import type { Decimal } from "../number/decimal.ts"
import { BacktestResult } from "./backtest-result.ts"
import { backtest } from "./backtest.ts"
import { bars, dca, grid, indexOf, marketWith, minutes, runOf } from "./run.fixture.ts"
import { btd } from "../strategy/btd/btd.fixture.ts"
import { futuresGrid, perpetual } from "../strategy/futures/futures.fixture.ts"
import { simulate } from "./simulate.ts"

const HOUR = 3_600_000

describe("a backtest", () => {
  it("BACKTEST-4 takes the way through a bar that is best (worst) for the trader", () => {
    // One bar reaches both the target above and the stop below.
    const settings = dca({
      averagingOrdersQuantity: 0,
      averagingOrdersAmount: "0" as never,
      stopLossPercent: "2" as never
    })
    const both = indexOf(bars([10_000, 10_000, 10_000, 10_000], [10_000, 10_150, 9_750, 10_010]))
    const purposes = (barOrder: "USUAL" | "BEST" | "WORST") =>
      simulate(runOf(market, settings), both, { barOrder }).run.fills.orders.map(({ purpose }) => purpose)
    expect(purposes("BEST")).toContain("TAKE_PROFIT")
    expect(purposes("WORST")).toContain("STOP_LOSS")
    expect(purposes("USUAL")).toContain("STOP_LOSS")
    const { band, equity, metrics } = backtest(runOf(market, settings), both, { band: true })
    expect(Number(band?.best)).toBeGreaterThan(Number(band?.worst))
    expect(band?.worst).toBe(metrics.total)
    expect(Number(equity.at(-1)?.best)).toBeGreaterThan(Number(equity.at(-1)?.worst))
  })

  it("BACKTEST-4 the band spans the usual run, and a run that only watches it is as it would have been", () => {
    for (let seed = 1; seed <= 3; seed++) {
      const index = indexOf(minutes(market, seed, 500, 20))
      const config = runOf(market, seed % 2 === 0 ? grid({ gridLevels: 40 }) : dca())
      const result = backtest(config, index, { band: true })
      const { band, metrics } = result
      expect(Number(band?.best)).toBeGreaterThanOrEqual(Number(metrics.total))
      expect(Number(band?.worst)).toBeLessThanOrEqual(Number(metrics.total))
      expect(metrics).toEqual(backtest(config, index).metrics)
      expect(Schema.is(BacktestResult)(result)).toBe(true)
    }
  })

  it("BACKTEST-3 the curve has a point where its fall is deepest", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const { equity, metrics } = backtest(runOf(market, grid()), indexOf(minutes(market, seed, 3_000, 20)), {
        points: 20
      })
      expect(equity.length).toBeLessThan(24)
      expect(Math.max(...equity.map((point) => Number(point.drawdownPercent)))).toBe(Number(metrics.drawdown.percent))
      expect(equity.map(({ at }) => at)).toEqual(equity.map(({ at }) => at).toSorted((a, b) => a - b))
    }
    const still = bars([10_000, 10_000, 10_000, 10_000], [10_000, 10_000, 10_000, 10_000])
    const waits = grid({ lowPrice: "50" as never, highPrice: "60" as never })
    const { equity } = backtest(runOf(market, waits), indexOf(still))
    expect(equity.map(({ worth }) => worth)).toEqual(["1000", "1000", "1000"])
  })

  it("MARGIN-7 a liquidation is among the trades", () => {
    const settings = futuresGrid({ direction: "LONG", leverage: 50 })
    const candles = bars([10_000, 10_000, 10_000, 10_000], [10_000, 10_000, 5_000, 5_000])
    const { metrics, trades } = backtest(runOf(perpetual, settings), indexOf(candles))
    const last = trades.findLast(({ side }) => side === "SELL")
    expect(last).toMatchObject({ purpose: "CLOSE", side: "SELL" })
    expect(Number(last?.price)).toBeGreaterThan(90)
    expect(Number(last?.profit)).toBeLessThan(0)
    expect(metrics.fills).toBe(trades.length)
  })

  it("BACKTEST-6 a stock's run rests while its market is closed and sees no candle of the night", () => {
    const stock = marketWith({ assetClass: "EQUITY" })
    // Tuesday 2023-11-14: New York closes at 20:00, 01:00 UTC.
    const evening = Date.UTC(2023, 10, 15, 0, 0)
    const prices = [10_000, 9_900, 9_500, 9_500, 9_500, 9_500, 9_500, 9_500, 9_500, 9_700]
    const candles = bars(...prices.map((price) => [price, price, price, price] as const)).map((bar, i) => ({
      ...bar,
      at: evening + i * HOUR
    }))
    const settings = dca({ baseOrderType: "LIMIT", averagingOrdersQuantity: 1, averagingOrdersStep: "2" as never })
    const told: Array<string> = []
    const { run } = simulate(runOf(stock, settings), indexOf(candles, HOUR), {
      onStep: ({ event }) => told.push(`${event._tag} ${(event.at - evening) / HOUR}`)
    })
    // The buy at 98 is passed at night; the market opens at 04:00, 09:00 UTC, at 97.
    expect(run.fills.reports.map((report) => [report.price, (report.at - evening) / HOUR])).toEqual([
      [10_000, 0],
      [9_700, 9]
    ])
    expect(told.filter((one) => one.startsWith("Session"))).toEqual(["SessionClosed 1", "SessionOpened 9"])
  })

  it("BACKTEST-2 marks the gaps of the stretch that was traded", () => {
    const all = minutes(market, 5, 300)
    const index = indexOf(all.filter((_, i) => (i < 50 || i >= 60) && (i < 200 || i >= 203)))
    const { gaps } = backtest(runOf(market, grid()), index, { from: all[100]?.at ?? 0 })
    expect(gaps).toEqual([{ from: all[200]?.at, to: all[203]?.at, missing: 3 }])
  })

  it("BACKTEST-5 begins when the indicators are warm, or says how many candles that takes", () => {
    const start = {
      _tag: "INDICATORS",
      combine: "ALL",
      conditions: [condition({ _tag: "RSI", timeframe: "5m", side: "BUY" })]
    } as never
    const index = indexOf(minutes(market, 6, 400))
    const config = runOf(market, dca({ start }))
    const begin = index.series.at[0] ?? 0
    const { from } = backtest(config, index)
    expect(from).toBeGreaterThanOrEqual(begin + 15 * 5 * 60_000)
    expect(() => backtest(config, index, { from: begin + 10 * 60_000 })).toThrow(/need 80 candles .* there are 10/)
    expect(() => backtest(config, indexOf(minutes(market, 6, 60)))).toThrow(/need 80 candles .* there are 60/)
  })

  it("SIM-7 tells of the profit what is not closed: all but the fees where nothing was", () => {
    const { metrics } = backtest(
      runOf(market, dca({ takeProfitPercent: "50" as Decimal })),
      indexOf(minutes(market, 8, 2_000))
    )
    expect([metrics.fills > 1, metrics.trades]).toEqual([true, 0])
    expect(Number(metrics.openProfit)).not.toBe(0)
    expect(Number(metrics.openProfit) - Number(metrics.fees)).toBeCloseTo(Number(metrics.total), 6)
  })

  it("SIM-7 counts fees, slippage, exposure and its strategy's own figures", () => {
    const index = indexOf(minutes(market, 8, 2_000))
    const fillModel = { slippage: { _tag: "Fixed", basisPoints: 10 } } as const
    const { metrics } = backtest(runOf(market, grid()), index, { fillModel })
    expect(Number(metrics.slippage)).toBeGreaterThan(0)
    expect(Number(metrics.fees)).toBeGreaterThan(0)
    expect(metrics.exposurePercent).toBe("100")
    expect(metrics.own.map(({ name }) => name)).toContain("ladderUtilisation")
    // Coins that a dip buyer was given are held before it sells any.
    const still = indexOf(bars([10_000, 10_000, 10_000, 10_000], [10_000, 10_000, 10_000, 10_000]))
    const dips = backtest(runOf(market, btd()), still).metrics
    expect([dips.fills, dips.exposurePercent]).toEqual([0, "100"])
    const averaging = backtest(runOf(market, dca()), index)
    expect(averaging.metrics.own.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["averagingUsed", "averagingUsedMost"])
    )
    expect(simulate(runOf(market, dca()), index).run.state.price as Price).toBeGreaterThan(0)
  })
})
