import { describe, expect, it } from "vitest"
import { instrument } from "../exchange/account.fixture.ts"
import { candleSeries } from "../market/candle-series.ts"
import { marketOf } from "../market/market.ts"
import type { Decimal } from "../number/decimal.ts"
import { minus } from "../number/decimal-arithmetic.ts"
import { backtestUnder } from "./backtest-under.ts"
import { rulesWords } from "./rules-words.ts"
import { dca, grid, minutes } from "./run.fixture.ts"
import type { TradingCosts } from "./trading-costs.ts"

const d = (text: string) => text as Decimal
const coin = instrument()
const stock = instrument({ assetClass: "EQUITY" })
/** New York trades from 4:00 to 20:00: a Monday's candles, pre-market and post-market too. */
const EARLY = Date.UTC(2024, 5, 3, 8)
const day = candleSeries(minutes(marketOf(stock), 4, 16 * 60, 25).map((one, i) => ({ ...one, at: EARLY + i * 60_000 })))
const weeks = candleSeries(minutes(marketOf(coin), 11, 9_000, 20))

const wordsOf = (of: typeof coin, series: typeof day, settings: ReturnType<typeof grid>, costs: TradingCosts) => {
  const result = backtestUnder({ instrument: of, series, settings, costs })
  return { result, words: rulesWords(result, { instrument: of, step: series.step, terms: costs.terms }) }
}

describe("what a broker's rules make of a backtest", () => {
  it("BACKTEST-11 is told by the same run at the same fees without them, with the steps it traded in", () => {
    const { result, words } = wordsOf(stock, day, grid({ investment: d("3000") }), { terms: "tastytrade" })
    const { metrics, rules } = result
    expect(rules?.difference).toBe(minus(metrics.total, rules?.without.total ?? "0"))
    expect(Number(rules?.difference)).not.toBe(0)
    expect(words[0]).toMatch(
      /^tastytrade’s rules made a difference of [+−][\d,.]+ USD: without them, at the same fees, it would have made −?[\d,.]+ USD \(−?[\d.]+ %\) with \d+ fills, by them −?[\d,.]+ USD with \d+\.$/
    )
    expect(words[1]).toBe(`It traded in whole units of 1: the market itself counts in ${stock.lotSize}.`)
  })

  it("BACKTEST-11 TERMS-17 trades parts of shares in a market of whole ones, and is compared in the same parts", () => {
    const whole = instrument({ assetClass: "EQUITY", lotSize: d("1"), minQuantity: d("1") })
    const settings = dca({ baseOrderAmount: d("30"), averagingOrdersAmount: d("50"), fractions: true })
    const result = backtestUnder({ instrument: whole, series: day, settings, costs: { terms: "alpaca" } })
    const words = rulesWords(result, { instrument: whole, settings, step: day.step, terms: "alpaca" })
    expect([result.metrics.fills > 0, (result.rules?.without.fills ?? 0) > 0]).toEqual([true, true])
    expect(words).toContain("It traded in fractions, in steps of 0.000000001: the market itself counts in 1.")
  })

  it("BACKTEST-11 compares at the same fees, so that these are no part of the difference", () => {
    const { rules } = wordsOf(coin, weeks, grid(), { terms: "alpaca", feeTier: 3 }).result
    const free = backtestUnder({ instrument: coin, series: weeks, settings: grid(), costs: {} })
    expect(rules?.difference).toBe("0")
    expect(rules?.without.total).not.toBe(free.metrics.total)
  })

  it("BACKTEST-11 tells of orders that were refused or expired more often than without the rules", () => {
    const rules = {
      difference: d("0"),
      without: { total: d("0"), totalPercent: d("0"), fills: 2, refused: 1, expired: 0 }
    }
    const metrics = { total: d("0"), fills: 2 } as never
    const of = { instrument: coin, step: 60_000, terms: "alpaca" } as const
    const told = (refused: number, expired: number) => rulesWords({ metrics, rules, refused, expired }, of).slice(1)
    expect(told(1, 0)).toEqual([])
    expect(told(3, 1)).toEqual([
      "Orders of it were refused 3 times, without the rules once.",
      "Orders of it expired with their session once, without the rules 0 times."
    ])
  })

  it("BACKTEST-11 says that nothing was changed where nothing was, and nothing where there are no rules", () => {
    const { words } = wordsOf(coin, weeks, grid(), { terms: "coinbase" })
    expect(words).toEqual([
      "Coinbase’s rules changed nothing: without them, at the same fees, it would have made the same."
    ])
    expect(wordsOf(coin, weeks, grid(), {}).words).toEqual([])
    expect(wordsOf(coin, weeks, grid(), {}).result).not.toHaveProperty("rules")
  })

  it("BACKTEST-11 says what candles can't tell: in which session a price was", () => {
    const hours = candleSeries(
      minutes(marketOf(stock), 4, 200, 20).map((one, i) => ({ ...one, at: EARLY + i * 4 * 3_600_000 })),
      4 * 3_600_000
    )
    expect(wordsOf(stock, hours, grid(), { terms: "alpaca" }).words.at(-1)).toMatch(/don’t tell in which session/)
    expect(wordsOf(stock, day, grid(), { terms: "alpaca" }).words.join(" ")).not.toContain("session a price was")
  })
})
