import { describe, expect, it } from "vitest"
import type { BotEvent } from "../bot/event.ts"
import type { StartCondition } from "../bot/start.ts"
import { initialState } from "../bot/state.ts"
import { step } from "../bot/step.ts"
import { market } from "../exchange/account.fixture.ts"
import { wholeSeries } from "../indicator/kernel.ts"
import { rsi } from "../indicator/rsi.ts"
import { candleSeries } from "../market/candle-series.ts"
import { priceIndex } from "../market/price-index.ts"
import { dca, minutes, runOf } from "./run.fixture.ts"
import { simulate } from "./simulate.ts"

const MINUTE = 60_000
const series = candleSeries(minutes(market, 3, 3_000, 10), MINUTE)
const start: StartCondition = {
  _tag: "INDICATORS",
  combine: "ANY",
  conditions: [{ _tag: "RSI", timeframe: "1m", side: "BUY" }]
}
const config = runOf(market, dca({ start, averagingOrdersQuantity: 2, takeProfitPercent: "0.8" as never }))

/** When RSI leaves 30 upwards, over the series as a whole. */
const signals = (() => {
  const [values] = wholeSeries(rsi(), series)
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
    event._tag === "OrderFilled" && event.clientOrderId.includes("-BASE-") ? [{ at: event.at, i }] : []
  )

  it("IND-5 IND-7 every cycle enters at the first close with its signal after it began to wait", () => {
    expect(entries.length).toBeGreaterThan(3)
    let waitsFrom = series.at[200] ?? 0
    for (const { at, i } of entries) {
      expect(at).toBe(signals.find((signal) => signal > waitsFrom))
      // It waits again from the fill of the take-profit on.
      const exit = events
        .slice(i)
        .find((event) => event._tag === "OrderFilled" && /-TAKE_PROFIT-/.test(event.clientOrderId))
      waitsFrom = exit?.at ?? Infinity
    }
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
