import { describe, expect, it } from "vitest"
import { market } from "../exchange/account.fixture.ts"
import { TwapSettings } from "../strategy/twap/settings.ts"
import type { Slippage } from "../exchange/fill-model.ts"
import { random } from "../market/random.ts"
import { validateSettings } from "../strategy/validate.ts"
import { backtest } from "./backtest.ts"
import { trials } from "./chance.fixture.ts"
import { bars, dca, grid, indexOf, minutes, oneOf, runOf } from "./run.fixture.ts"
import { simulate } from "./simulate.ts"

const flat = (price: number) => [price, price, price, price] as const

describe("the account of a backtest", () => {
  it("BACKTEST-9 a time-weighted order without a budget can pay its last slice, however far the price rose", () => {
    const settings = TwapSettings.make({
      start: { _tag: "IMMEDIATELY" },
      side: "BUY",
      totalAmount: "6" as never,
      duration: 60,
      frequency: 60
    })
    const rises = indexOf(bars(...Array.from({ length: 61 }, (_, minute) => flat(10_000 + 20 * minute))))
    const { metrics, state } = backtest(runOf(market, settings), rises)
    expect(state).toBe("COMPLETED")
    expect(metrics.own.find(({ name }) => name === "slicesFilled")?.value).toBe("60")
  })

  it("BACKTEST-9 a grid that trails down buys the cells below its investment's, and goes on", () => {
    const settings = grid({ trailingDown: true, trailingUp: false })
    const falls = indexOf(bars(...Array.from({ length: 65 }, (_, minute) => flat(10_000 - 50 * minute))))
    const { state, trades } = backtest(runOf(market, settings), falls)
    expect(state).not.toBe("PAUSED")
    expect(trades.at(-1)?.at).toBeGreaterThan(falls.series.at[55] ?? 0)
  })

  it("BACKTEST-9 a short has the base of its cycles at lower prices, too", () => {
    const settings = dca({ direction: "SHORT", averagingOrdersQuantity: 0, averagingOrdersAmount: "0" as never })
    const falls = indexOf(bars(...Array.from({ length: 60 }, (_, minute) => flat(10_000 - 120 * minute))))
    const { state, trades } = backtest(runOf(market, settings), falls)
    expect(state).not.toBe("PAUSED")
    expect(trades.at(-1)?.at).toBeGreaterThan(falls.series.at[55] ?? 0)
  })

  it.each(Object.entries(trials))("BACKTEST-9 is never short of %s by what its orders slip", (_, { make, markets }) => {
    for (let seed = 1, made = 0; made < 10; seed++) {
      const chance = random(seed + 5)
      const on = oneOf(chance, ...markets)
      const settings = make(chance)
      const candles = minutes(on, seed, 300, 15)
      if (validateSettings(on, settings, candles[0]?.open).length > 0) continue
      made += 1
      const basisPoints = oneOf(chance, 60, 100, 200)
      const slippage = oneOf<Slippage>(
        chance,
        { _tag: "Fixed", basisPoints },
        { _tag: "ByVolume", basisPoints: 500, maxBasisPoints: basisPoints }
      )
      const { run } = simulate(runOf(on, settings), indexOf(candles), { fillModel: { slippage } })
      expect(run.state.life, JSON.stringify({ settings, slippage })).not.toBe("PAUSED")
    }
  })
})
