import { describe, expect, it } from "vitest"
import { openAccount } from "../exchange/account.ts"
import type { FillModel } from "../exchange/fill-model.ts"
import type { Time } from "../ids.ts"
import type { Candle } from "../market/candle.ts"
import type { Price } from "../market/market.ts"
import type { BotSettings } from "../strategy/settings.ts"
import { barPath, type PathPoint } from "./bar-path.ts"
import { paperRun } from "./paper-run.ts"
import type { RunStep } from "./surroundings.ts"
import { dca, grid, indexOf, marketWith, minutes, runOf } from "./run.fixture.ts"
import { simulate } from "./simulate.ts"

const coarse = marketWith({ tickSize: "0.05" as never })
const plain: FillModel = { slippage: { _tag: "None" } }
const rough: FillModel = { slippage: { _tag: "ByVolume", basisPoints: 50, maxBasisPoints: 30 }, volumeSharePercent: 2 }

/** Shows the run every tick of the way, as a live price feed would; nothing is skipped. */
const everyTick = (settings: BotSettings, candles: ReadonlyArray<Candle>, fillModel: FillModel) => {
  const config = runOf(coarse, settings)
  const steps: Array<RunStep> = []
  const account = openAccount(config.runId, { USD: "1000" }, fillModel)
  const run = paperRun(config, account, { onStep: (step) => steps.push(step) })
  const volume = fillModel.volumeSharePercent !== undefined
  run.happen({ _tag: "Started", at: (candles[0]?.at ?? 0) as Time, actor: "TRADER" })
  for (const candle of candles) {
    const [open, ...rest] = barPath(candle, 60_000)
    const told = (of: PathPoint) => (volume ? { volume: of.volume } : {})
    run.price(open.price, open.at, told(open))
    let price: number = open.price
    for (const point of rest) {
      run.price(price as Price, point.at, told(point))
      while (price !== point.price) run.price((price += Math.sign(point.price - price)) as Price, point.at)
    }
  }
  return { steps, fills: account.fills.map((fill) => fill.report) }
}

describe("a backtest and a live feed", () => {
  const cases: ReadonlyArray<readonly [string, BotSettings, FillModel]> = [
    ["grid", grid(), plain],
    [
      "grid that trails and stops",
      grid({ trailingUp: true, stopLossPrice: "88" as never, lowPrice: "97" as never, highPrice: "103" as never }),
      plain
    ],
    ["grid with pump protection and thin volume", grid({ pumpProtection: true, gridLevels: 40 }), rough],
    ["dca", dca(), plain],
    [
      "dca with trailing exits",
      dca({
        trailingTakeProfitPercent: "20" as never,
        stopLossPercent: "5" as never,
        trailingStopPercent: "4" as never
      }),
      plain
    ],
    ["dca with thin volume", dca({ stopLossPercent: "3" as never }), rough]
  ]

  it.each(cases)("SIM-6 give a %s the same steps, orders and trades", (_, settings, fillModel) => {
    let fills = 0
    for (let seed = 1; seed <= 3; seed++) {
      const candles = minutes(coarse, seed, 1500)
      const steps: Array<RunStep> = []
      const config = runOf(coarse, settings)
      const { run } = simulate(config, indexOf(candles), {
        fillModel,
        balances: { USD: "1000" },
        onStep: (step) => steps.push(step)
      })
      const live = everyTick(settings, candles, fillModel)
      expect(steps.length).toBe(live.steps.length)
      expect(steps).toEqual(live.steps)
      expect(run.fills.reports).toEqual(live.fills)
      fills += run.fills.reports.length
    }
    expect(fills).toBeGreaterThan(9)
  })
})
