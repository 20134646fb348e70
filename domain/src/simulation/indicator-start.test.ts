import { describe, expect, it } from "vitest"
import type { BotEvent } from "../bot/event.ts"
import type { IndicatorStart } from "../indicator/watch.ts"
import { initialState } from "../bot/initial-state.ts"
import type { RunConfig } from "../bot/run-config.ts"
import { step } from "../bot/step.ts"
import { openAccount } from "../exchange/account.ts"
import { market } from "../exchange/account.fixture.ts"
import type { Time } from "../ids.ts"
import { condition } from "../indicator/condition.fixture.ts"
import { wholeSeries } from "../indicator/kernel.ts"
import { rsi } from "../indicator/rsi.ts"
import { timeframeMillis } from "../market/candle.ts"
import { candleBuilder, candleStart, joinCandles } from "../market/candle-builder.ts"
import { candleSeries, firstAt, sliceSeries } from "../market/candle-series.ts"
import type { Price } from "../market/market.ts"
import { draw, type Random, random } from "../market/random.ts"
import { priceIndex } from "../market/price-index.ts"
import { barPath } from "./bar-path.ts"
import { beginningsOf } from "./beginnings.ts"
import { paperRun } from "./paper-run.ts"
import type { RunStep } from "./surroundings.ts"
import type { Past } from "./past.ts"
import { dca, minutes, oneOf, runOf } from "./run.fixture.ts"
import { simulate } from "./simulate.ts"

const MINUTE = 60_000
const candles = minutes(market, 3, 3_000, 10)
const series = candleSeries(candles, MINUTE)
const start: IndicatorStart = {
  _tag: "INDICATORS",
  combine: "ANY",
  conditions: [condition({ _tag: "RSI", timeframe: "1m", side: "BUY" })]
}
const config = runOf(market, dca({ start, averagingOrdersQuantity: 2, takeProfitPercent: "0.8" as never }))

const timeframes = ["1m", "5m", "15m", "1h"] as const

/** One to three indicators of short periods, combined somehow. */
const anyStart = (chance: Random): IndicatorStart => ({
  _tag: "INDICATORS",
  combine: oneOf(chance, "ALL", "ANY"),
  conditions: Array.from({ length: 1 + (draw(chance) % 3) }, () => {
    const of = {
      timeframe: oneOf(chance, ...timeframes),
      side: oneOf<"BUY" | "SELL">(chance, "BUY", "SELL"),
      validFor: 1 + (draw(chance) % 20)
    }
    const period = 2 + (draw(chance) % 5)
    return condition(
      oneOf<object>(
        chance,
        { _tag: "RSI", ...of, period },
        { _tag: "STOCHASTIC", ...of, period, oversold: "40", overbought: "60" },
        { _tag: "MACD", ...of, fastPeriod: period, slowPeriod: period + 3, signalPeriod: 3 }
      )
    )
  })
})

/** Every tick of every candle, and every close of every timeframe, shown to a run that sleeps as it likes. */
const plainly = (config: RunConfig, first: number): ReadonlyArray<RunStep> => {
  const steps: Array<RunStep> = []
  const account = openAccount(config.runId, { USD: "1000" })
  const past: Past = {
    bars: (timeframe, by, count) => {
      const before = candles.filter((candle) => candle.at < candleStart(timeframe, by))
      return joinCandles(before, timeframe).slice(-count)
    },
    traded: (from, to) => candles.some((candle) => candle.at >= from && candle.at < to)
  }
  const run = paperRun(config, account, { onStep: (step) => steps.push(step), past })
  const builder = candleBuilder(timeframes)
  run.happen({ _tag: "Started", at: (candles[first]?.at ?? 0) as Time, actor: "TRADER" })
  candles.forEach((candle, i) => {
    const closed = builder.candle(candle, "1m")
    if (i < first) return
    let price: number = candle.open
    for (const point of barPath(candle, MINUTE)) {
      for (const way = Math.sign(point.price - price); price !== point.price; price += way)
        run.price(price as Price, point.at)
      run.price(point.price, point.at)
    }
    const awaited = closed.flatMap(({ timeframe, candle: bar }) => {
      const end = bar.at + timeframeMillis[timeframe]
      const { at: _, ...prices } = bar
      const wanted = run.state.wake.candles?.some((one) => one.timeframe === timeframe && (one.after ?? 0) < end)
      return wanted === true ? [{ _tag: "CandleClosed", at: end as Time, timeframe, ...prices } as const] : []
    })
    if (awaited.length > 0) run.happen(...awaited)
  })
  return steps
}

/** When RSI leaves 30 upwards, over the series as a whole. */
const signals = (() => {
  const [values] = wholeSeries(rsi(14), series)
  const at: Array<number> = []
  values?.forEach((value, i) => {
    if ((values[i - 1] ?? NaN) <= 30 && value > 30) at.push((series.at[i] ?? 0) + MINUTE)
  })
  return at
})()

describe("a start by indicators in a backtest", () => {
  const events: Array<BotEvent> = []
  const orders: Array<string> = []
  const { run } = simulate(config, priceIndex(series), {
    from: series.at[200] ?? 0,
    onStep: (one) => {
      events.push(one.event)
      for (const action of one.orders) orders.push(JSON.stringify(action))
    }
  })
  const entries = events.flatMap((event, i) =>
    event._tag === "OrderFilled" && event.clientOrderId.includes("-BASE-")
      ? [{ at: event.at, price: event.price, i }]
      : []
  )

  it("IND-5 IND-7 every cycle enters at the open after the first close with its signal since it began to wait", () => {
    expect(entries.length).toBeGreaterThan(3)
    let waitsFrom = series.at[200] ?? 0
    for (const { at, i, price } of entries) {
      const signal = signals.find((one) => one > waitsFrom) ?? 0
      const next = series.at.findIndex((one) => one >= signal)
      expect(at).toBe(series.at[next])
      // The close that gave the signal can't be had any more.
      expect(price).toBe(series.open[next])
      // It waits again from the fill of the take-profit on.
      const exit = events
        .slice(i)
        .find((event) => event._tag === "OrderFilled" && /-TAKE_PROFIT-/.test(event.clientOrderId))
      waitsFrom = exit?.at ?? Infinity
    }
  })

  it("IND-5 BACKTEST-1 jumping to the closes that are waited for gives what showing every tick and close gives", () => {
    const chance = random(11)
    const from = 1_500
    let entered = 0
    for (let trial = 0; trial < 12; trial++) {
      const tried = runOf(market, dca({ start: anyStart(chance), takeProfitPercent: "0.8" as never }))
      const steps: Array<RunStep> = []
      simulate(tried, priceIndex(series), { from: series.at[from] ?? 0, onStep: (one) => steps.push(one) })
      expect(steps, JSON.stringify(tried.settings.start)).toEqual(plainly(tried, from))
      entered += steps.filter(({ transitions }) => transitions.some(({ to }) => to === "ACTIVE")).length
    }
    expect(entered).toBeGreaterThan(6)
  })

  it("IND-6 its history is recorded: the events alone give the same orders", () => {
    expect(events.filter(({ _tag }) => _tag === "HistoryRead").length).toBeGreaterThanOrEqual(entries.length)
    let state = initialState(config)
    const again: Array<string> = []
    for (const event of events) {
      const next = step(config, state, event)
      state = next.state
      for (const action of next.orders) again.push(JSON.stringify(action))
    }
    expect(again).toEqual(orders)
    expect(state).toEqual(run.state)
  })
})

describe("how often a start by indicators would have begun", () => {
  it("IND-9 is every close that gives its signal, and the last of them", () => {
    const from = series.at[200] ?? 0
    const after = signals.filter((at) => at > from)
    expect(after.length).toBeGreaterThan(10)
    expect(beginningsOf(start, series, from)).toEqual({ count: after.length, last: after.at(-1), since: from })
  })

  it("IND-9 a bot that waits from then on begins with the first of them, whatever the condition", () => {
    const chance = random(23)
    let entered = 0
    for (let trial = 0; trial < 24; trial++) {
      const from = series.at[1_500 + (draw(chance) % 1_000)] ?? 0
      const wanted = anyStart(chance)
      const events: Array<BotEvent> = []
      let met: number | undefined
      simulate(runOf(market, dca({ start: wanted })), priceIndex(series), {
        from,
        onStep: ({ event, transitions }) => {
          if (met === undefined && transitions.some(({ to }) => to === "ACTIVE"))
            met = events.findLast(({ _tag }) => _tag === "CandleClosed")?.at
          events.push(event)
        }
      })
      const until = met === undefined ? series.length : firstAt(series, met)
      const told = beginningsOf(wanted, sliceSeries(series, 0, until), from)
      expect(told, JSON.stringify(wanted)).toMatchObject(met === undefined ? { count: 0 } : { count: 1, last: met })
      if (met === undefined) continue
      entered += 1
      expect(beginningsOf(wanted, sliceSeries(series, 0, until - 1), from).count).toBe(0)
    }
    expect(entered).toBeGreaterThan(12)
  })

  it("IND-9 says from when on the candles suffice, and nothing where they never do", () => {
    const slow: IndicatorStart = {
      ...start,
      conditions: [condition({ _tag: "MACD", timeframe: "1h", side: "BUY", fastPeriod: 5, slowPeriod: 12 })]
    }
    const begin = series.at[0] ?? 0
    const told = beginningsOf(slow, series, begin)
    expect(told.since).toBeGreaterThan(begin + 12 * 3_600_000)
    expect(told.since).toBeLessThan(begin + 30 * 3_600_000)
    const [condition1d] = slow.conditions
    const days = { ...slow, conditions: [{ ...condition1d, timeframe: "1d" }] } as IndicatorStart
    expect(beginningsOf(days, series, begin)).toEqual({ count: 0 })
  })
})
