import { describe, expect, it } from "vitest"
import { sessionAt } from "../calendar/sessions.ts"
import type { Candle } from "../market/candle.ts"
import type { Decimal } from "../number/decimal.ts"
import type { BotSettings } from "../strategy/settings.ts"
import type { RunStep } from "./surroundings.ts"
import { bars, dca, grid, indexOf, marketWith, minutes, runOf } from "./run.fixture.ts"
import { simulate } from "./simulate.ts"
import type { SimulationOptions } from "./backtest-options.ts"

const stock = marketWith({ assetClass: "EQUITY" })
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Monday 3 June 2024, 4:00 in New York; the bell rings at 9:30. */
const EARLY = Date.UTC(2024, 5, 3, 8)
const BELL = EARLY + 5.5 * HOUR
const CLOSE = EARLY + 12 * HOUR

const p = (text: string): Decimal => text as Decimal

/** Candles that stand at one price each, from a moment on. */
const standing = (from: number, step: number, ...prices: ReadonlyArray<number>): ReadonlyArray<Candle> =>
  bars(...prices.map((price) => [price, price, price, price] as const)).map((bar, i) => ({
    ...bar,
    at: from + i * step
  }))

const stepsOf = (
  settings: BotSettings,
  candles: ReadonlyArray<Candle>,
  step: number,
  options: SimulationOptions = {}
) => {
  const steps: Array<RunStep> = []
  const { run } = simulate(runOf(stock, settings), indexOf(candles, step), {
    ...options,
    onStep: (one) => steps.push(one)
  })
  return { steps, run, fills: run.fills.reports.map(({ at, price }) => [at, price]) }
}

/** Minutes of a week's sessions, pre-market and post-market too, whose price goes on over the nights. */
const week = (seed: number): ReadonlyArray<Candle> =>
  minutes(stock, seed, 5 * 16 * 60, 6).map((candle, i) => ({
    ...candle,
    at: EARLY + Math.floor(i / 960) * DAY + (i % 960) * MINUTE
  }))

describe("a stock's backtest", () => {
  it("CALENDAR-6 RISK-12 sends no order at market before the bell: it gets the first price after", () => {
    const candles = [
      ...standing(EARLY + 6 * MINUTE, MINUTE, ...Array.from({ length: 324 }, () => 10_000)),
      ...standing(BELL, MINUTE, 11_000, 11_000)
    ]
    const { fills, run, steps } = stepsOf(dca({ takeProfitPercent: p("50") }), candles, MINUTE)
    expect(fills).toEqual([[BELL, 11_000]])
    expect(steps.find(({ transitions }) => transitions.some(({ to }) => to === "PAUSED"))?.event).toMatchObject({
      _tag: "OrderRejected",
      reason: "MARKET_CLOSED"
    })
    expect(run.state.life).toBe("ACTIVE")
  })

  it("CALENDAR-6 of an hour that spans the bell it takes no price but the next hour's", () => {
    const candles = standing(EARLY, HOUR, 10_000, 10_000, 10_000, 10_000, 10_000, 10_500, 11_000, 11_000)
    expect(stepsOf(dca({ takeProfitPercent: p("50") }), candles, HOUR).fills).toEqual([[EARLY + 6 * HOUR, 11_000]])
  })

  it("BACKTEST-6 keeps a broker's hours from its first candle on, and goes through no session before that", () => {
    let asked = 0
    const shares = marketWith({ assetClass: "EQUITY", lotSize: p("1"), minQuantity: p("1") })
    const counting = {
      ...shares,
      instrument: {
        ...shares.instrument,
        get assetClass() {
          asked += 1
          return "EQUITY" as const
        }
      }
    }
    const config = {
      ...runOf(counting, dca({ investment: p("1000"), baseOrderAmount: p("400") })),
      terms: "ibkr"
    } as const
    const { run } = simulate(config, indexOf(standing(BELL, MINUTE, 10_000, 10_000), MINUTE))
    expect(run.fills.reports.map(({ at }) => at)).toEqual([BELL])
    // A year has a thousand.
    expect(asked).toBeLessThan(200)
  })

  it("RISK-12 limit orders go out before the bell, and RISK-3 a stop leaves after it", () => {
    const settings = dca({
      baseOrderType: "LIMIT",
      averagingOrdersQuantity: 0,
      takeProfitPercent: p("50"),
      stopLossPercent: p("5")
    })
    const early = stepsOf(settings, standing(EARLY, MINUTE, 10_000, 10_000), MINUTE)
    expect(early.fills).toEqual([[EARLY, 10_000]])
    const late = stepsOf(settings, standing(CLOSE + HOUR, MINUTE, 10_000, 9_000), MINUTE)
    expect(late.fills.map(([, price]) => price)).toEqual([10_000, 9_000])
  })

  it("BACKTEST-6 takes a daily candle for the regular session, whatever hour it is stamped with", () => {
    const { fills } = stepsOf(dca(), standing(Date.UTC(2024, 5, 3), DAY, 10_000, 10_000), DAY)
    expect(fills).toEqual([[Date.UTC(2024, 5, 3), 10_000]])
  })

  const kinds: ReadonlyArray<readonly [string, BotSettings]> = [
    ["dca", dca({ takeProfitPercent: p("0.6"), investment: p("10000"), averagingOrdersAmount: p("8000") })],
    ["grid", grid({ trailingDown: true, trailingUp: true, lowPrice: p("99"), highPrice: p("101"), gridLevels: 5 })],
    ["grid of hours", grid({ investment: p("20000"), stopLossPrice: p("80") })]
  ]
  it.each(kinds)(
    "CALENDAR-6 BACKTEST-1 enters at market in regular sessions only, bar for bar alike: %s",
    (_, settings) => {
      let atMarket = 0
      let refused = 0
      for (let seed = 1; seed <= 4; seed++) {
        const { steps } = stepsOf(settings, week(seed), MINUTE)
        for (const { event, orders } of steps)
          for (const action of orders) {
            if (action._tag !== "Place" || action.order.type !== "MARKET" || action.order.purpose === "CLOSE") continue
            const { clientOrderId } = action.order
            const answer = steps.find(
              (one) => "clientOrderId" in one.event && one.event.clientOrderId === clientOrderId
            )
            const regular = sessionAt(stock.instrument, event.at) === "REGULAR"
            expect(answer?.event._tag, `${event.at}`).toBe(regular ? "OrderAccepted" : "OrderRejected")
            if (regular) atMarket += 1
            else refused += 1
          }
        expect(stepsOf(settings, week(seed), MINUTE, { everyBar: true }).steps).toEqual(steps)
      }
      expect(atMarket).toBeGreaterThan(0)
      expect(refused).toBeGreaterThan(0)
    }
  )
})
