import type { PresetView } from "@tradetower/api/contract"
import { marketOf, priceIndex } from "@tradetower/domain/market"
import { walkedPresets } from "@tradetower/domain/simulation"
import { instrumentBy } from "@tradetower/domain/terms"
import { joinParts } from "@tradetower/platform"
import type { PresetTask } from "./preset-task.ts"

/** Points of a preset's curve at the most. */
const POINTS = 200

/** Three presets for a market, each with what its earlier starts made; none while there is no price. */
export const computePresets = (task: PresetTask): ReadonlyArray<PresetView> => {
  const market = marketOf(instrumentBy(task.terms, task.instrument))
  const index = priceIndex(joinParts(task.parts, 60_000, task.from, task.to))
  const price = task.price === undefined ? undefined : market.roundPrice(task.price, "DOWN")
  return walkedPresets(market, task.strategy, index, task.investment, { points: POINTS, price, terms: task.terms }).map(
    ({ lately, name, settings, spread }) => ({
      name,
      settings,
      ...(lately !== undefined && { lately }),
      ...(spread !== undefined && { spread })
    })
  )
}
