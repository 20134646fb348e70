import type { Market, Price } from "../../market/market.ts"
import { amountProblems, averagingOrderNames, cycleProblems } from "../averaging/check.ts"
import { priceProblems } from "../problems.ts"
import type { Problem } from "../../bot/plan.ts"
import { dcaAveraging } from "./averaging.ts"
import type { DcaSettings } from "./settings.ts"

/** Everything that is wrong with averaging settings, each with what would work (DCA-7). */
export const checkDca = (market: Market, settings: DcaSettings, price: Price | undefined): ReadonlyArray<Problem> => {
  const averaging = dcaAveraging(market, settings)
  const needed = averaging.base + (averaging.shape.count === 0 ? 0n : averaging.total)
  return [
    ...amountProblems(market, averaging, averagingOrderNames, needed, "together"),
    ...priceProblems(market, { maxPrice: settings.maxPrice, minPrice: settings.minPrice }),
    ...cycleProblems(market, averaging, settings, averagingOrderNames, price)
  ]
}
