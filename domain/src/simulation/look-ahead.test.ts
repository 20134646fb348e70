import { describe, expect, it } from "vitest"
import type { StartCondition } from "../bot/start.ts"
import { market } from "../exchange/account.fixture.ts"
import { condition } from "../indicator/condition.fixture.ts"
import type { Candle } from "../market/candle.ts"
import type { Price } from "../market/market.ts"
import { random } from "../market/random.ts"
import type { Decimal } from "../number/decimal.ts"
import type { BotSettings } from "../strategy/settings.ts"
import { validateSettings } from "../strategy/validate.ts"
import type { SimulationOptions } from "./backtest-options.ts"
import { models, trials } from "./chance.fixture.ts"
import { nearPrice } from "./cheap-coins.fixture.ts"
import type { RunStep } from "./surroundings.ts"
import { bars, dca, grid, indexOf, minutes, oneOf, runOf } from "./run.fixture.ts"
import { simulate } from "./simulate.ts"
import { budget } from "../budget.fixture.ts"

const d = (text: string): Decimal => text as Decimal

const starts: ReadonlyArray<StartCondition> = [
  { _tag: "IMMEDIATELY" },
  { _tag: "PRICE_CHANGE", percent: d("-0.4") },
  {
    _tag: "INDICATORS",
    combine: "ANY",
    conditions: [condition({ _tag: "RSI", timeframe: "5m", side: "BUY", period: 3, oversold: "45" })]
  }
]

/** The candles up to one, and from there on others: prices shifted so that they go on from where these ended. */
const otherwise = (
  candles: ReadonlyArray<Candle>,
  cut: number,
  others: ReadonlyArray<Candle>
): ReadonlyArray<Candle> => {
  const shift = (candles[cut - 1]?.close ?? 0) - (others[cut]?.open ?? 0)
  const at = (price: Price) => Math.max(1, price + shift) as Price
  return candles.map((candle, i) => {
    const other = others[i]
    if (i < cut || other === undefined) return candle
    const { close, high, low, open, volume } = other
    return { at: candle.at, open: at(open), high: at(high), low: at(low), close: at(close), volume }
  })
}

describe.each(Object.entries(trials))("a backtest of %s", (_, { cheap, make, markets, tradesEach }) => {
  it("SIM-11 BACKTEST-5 does the same up to a moment, whatever comes after it", () => {
    let orders = 0
    for (let seed = 1, made = 0; made < budget(4); seed++) {
      const chance = random(seed + 5)
      const on = oneOf(chance, ...markets, ...cheap)
      const settings = { ...make(chance, on), start: starts[made % starts.length] } as BotSettings
      const candles = minutes(on, seed, 900, 25, nearPrice(on))
      if (validateSettings(on, settings, candles[0]?.open).length > 0) continue
      made += 1
      const cut = 300 + 45 * made
      const { base, quote } = on.instrument
      const options: SimulationOptions = {
        balances: { [base]: "100000000000000", [quote]: "1000000" },
        fillModel: oneOf(chance, ...models)
      }
      const before = (of: ReadonlyArray<Candle>) => {
        const steps: Array<RunStep> = []
        simulate(runOf(on, settings), indexOf(of), { ...options, onStep: (one) => steps.push(one) })
        return steps.filter(({ event }) => event.at < (candles[cut]?.at ?? 0))
      }
      const steps = before(candles)
      expect(
        before(otherwise(candles, cut, minutes(on, seed + 900, 900, 40, nearPrice(on)))),
        JSON.stringify(settings)
      ).toEqual(steps)
      orders += steps.reduce((sum, one) => sum + one.orders.length, 0)
    }
    expect(orders).toBeGreaterThan(4 * Math.min(5, tradesEach))
  })
})

describe("inside a candle", () => {
  const fillsOf = (settings: BotSettings, ...ohlc: ReadonlyArray<readonly [number, number, number, number]>) =>
    simulate(runOf(market, settings), indexOf(bars(...ohlc))).run.fills.reports.map(({ price }) => price)
  const once = { averagingOrdersQuantity: 0, maxCycles: 1 } as const

  it("SIM-11 a stop and a target in one candle: the nearer to its open by its own way comes first, not the kinder", () => {
    const settings = dca({ ...once, takeProfitPercent: d("5"), stopLossPercent: d("5") })
    const entry = [10_000, 10_000, 10_000, 10_000] as const
    expect(fillsOf(settings, entry, [10_000, 11_000, 9_000, 10_500]).at(-1)).toBe(9_500)
    expect(fillsOf(settings, entry, [10_000, 11_000, 9_000, 9_900]).at(-1)).toBe(10_500)
  })

  it("EXIT-5 a trailing stop follows a candle's high only where the price came by it before the low", () => {
    const settings = dca({ ...once, takeProfitPercent: d("90"), trailingStopPercent: d("5") })
    const entry = [10_000, 10_000, 10_000, 10_000] as const
    // Rose: the low of 9,600 came before the high of 11,000, when the stop still lay at 9,500.
    expect(fillsOf(settings, entry, [10_000, 11_000, 9_600, 10_990])).toEqual([10_000])
    // Fell: from the high of 11,000 the stop lies within a step (EXIT-5) of 10,450.
    const [, stopped = 0] = fillsOf(settings, entry, [10_000, 11_000, 9_600, 9_700])
    expect(stopped).toBeGreaterThanOrEqual(10_390)
    expect(stopped).toBeLessThanOrEqual(10_450)
  })

  it("START-3 a change of price enters where it is met, or at the price behind a jump, never at the candle's best", () => {
    const settings = dca({ ...once, takeProfitPercent: d("90"), start: { _tag: "PRICE_CHANGE", percent: d("-1") } })
    const entry = [10_000, 10_000, 10_000, 10_000] as const
    expect(fillsOf(settings, entry, [10_000, 10_000, 9_500, 9_950])).toEqual([9_900])
    expect(fillsOf(settings, entry, [9_800, 9_850, 9_500, 9_600])).toEqual([9_800])
  })

  it("SIM-7 what is held at the end is worth the last close, and nothing is traded there", () => {
    const { equity, run, stake } = simulate(
      runOf(market, grid()),
      indexOf(bars([10_000, 10_100, 9_900, 10_000], [10_000, 10_000, 9_500, 9_600]))
    )
    expect(run.fills.reports.every(({ at }) => at < 1_700_000_040_000 + 2 * 60_000)).toBe(true)
    expect(run.state.life).toBe("ACTIVE")
    expect(Number(stake.worthAt(run.state, 9_600 as Price))).toBeLessThan(Number(stake.invested))
    expect(equity.falls().share).toBeGreaterThan(0)
  })
})
