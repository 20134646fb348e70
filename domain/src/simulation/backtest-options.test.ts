import { expect, it } from "vitest"
import { WarmUpTooShort } from "./backtest-options.ts"

it("BACKTEST-5 too short a warm-up is told in time, with what would do", () => {
  const days = new WarmUpTooShort({ needed: 25_200, there: 300, left: 2_000, step: 60_000 })
  expect(days.message).toBe(
    "The indicators need 25,200 candles (17 days 12 h) before the backtest begins, and there are 300 candles (5 h). " +
      "Load older candles, or give the indicators a shorter timeframe."
  )
  // Beginning later is offered only where there are candles left to trade.
  const hours = new WarmUpTooShort({ needed: 400, there: 300, left: 2_000, step: 60_000 })
  expect(hours.message).toContain("Load older candles, begin 1 h 40 min later, or give")
})
