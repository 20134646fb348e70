import {
  backtest,
  candleAt,
  marketOf,
  type PriceIndex,
  priceIndex,
  presets,
  type RunConfig,
  RunId
} from "@tradetower/domain"
import { joinParts } from "@tradetower/platform"
import type { Lately, PresetView } from "../../contract/index.ts"
import type { PresetTask } from "./preset-task.ts"

/** Fewer candles than these say nothing of what a bot would have done. */
const ENOUGH = 60
/** Points of a preset's curve at the most. */
const POINTS = 200

const lately = (config: RunConfig, index: PriceIndex): Lately => {
  const { equity, from, metrics, to } = backtest(config, index, { points: POINTS })
  return {
    from,
    to,
    days: ((to - from) / 86_400_000).toFixed(1).replace(/\.0$/, "") as Lately["days"],
    total: metrics.total,
    percent: metrics.totalPercent,
    holdingPercent: metrics.holdingPercent,
    roundTrips: metrics.roundTrips,
    fills: metrics.fills,
    fees: metrics.fees,
    maxDrawdownPercent: metrics.drawdown.percent,
    curve: equity.map(({ at, worth }) => [at, worth])
  }
}

/** Three presets for a market, each with what it would have done over its candles; none while there is no price. */
export const computePresets = (task: PresetTask): ReadonlyArray<PresetView> => {
  const market = marketOf(task.instrument)
  const series = joinParts(task.parts, 60_000, task.from, task.to)
  const candles = Array.from({ length: series.length }, (_, i) => candleAt(series, i))
  const price = task.price === undefined ? candles.at(-1)?.close : market.roundPrice(task.price, "DOWN")
  if (price === undefined) return []
  const index = priceIndex(series)
  return presets(market, task.strategy, candles, price, task.investment).map(({ name, settings }) => ({
    name,
    settings,
    ...(candles.length >= ENOUGH && {
      lately: lately({ runId: RunId.make(`preset-${name}`), market, settings }, index)
    })
  }))
}
