import { type Candle, marketOf, presets, type RunConfig, RunId, simulate } from "@tradetower/domain"
import { decodeCandles } from "@tradetower/platform"
import type { Lately, PresetView } from "../../contract/index.ts"
import type { PresetTask } from "./preset-task.ts"

/** Fewer candles than these say nothing of what a bot would have done. */
const ENOUGH = 60

const within = (task: PresetTask): ReadonlyArray<Candle> => {
  const kept = new Map<number, Candle>()
  for (const month of task.months)
    for (const candle of decodeCandles(month, task.from, task.to)) kept.set(candle.at, candle)
  return [...kept.values()].sort((a, b) => a.at - b.at)
}

const lately = (config: RunConfig, candles: ReadonlyArray<Candle>): Lately => {
  const result = simulate(config, candles)
  return {
    from: result.from,
    to: result.to,
    days: result.days,
    total: result.total,
    percent: result.percent,
    holdingPercent: result.holdingPercent,
    roundTrips: result.roundTrips,
    fills: result.fills,
    fees: result.fees,
    maxDrawdownPercent: result.maxDrawdownPercent,
    curve: result.curve
  }
}

/** Three presets for a market, each with what it would have done over its candles; none while there is no price. */
export const computePresets = (task: PresetTask): ReadonlyArray<PresetView> => {
  const market = marketOf(task.instrument)
  const candles = within(task)
  const price = task.price === undefined ? candles.at(-1)?.close : market.roundPrice(task.price, "DOWN")
  if (price === undefined) return []
  return presets(market, task.strategy, candles, price, task.investment).map(({ name, settings }) => ({
    name,
    settings,
    ...(candles.length >= ENOUGH && {
      lately: lately({ runId: RunId.make(`preset-${name}`), market, settings }, candles)
    })
  }))
}
