import type { Market, Price } from "../../market/market.ts"
import { asPrice } from "../../number/exact.ts"
import { countProblems, investmentProblems, spacingProblems } from "../ladder/check.ts"
import { ladderOf } from "../ladder/ladder.ts"
import { smallestInvestment, spansOf } from "../ladder/size.ts"
import { boundsOf, sideProblems } from "../problems.ts"
import type { Problem } from "../../bot/plan.ts"
import type { GridSettings } from "./settings.ts"
import { cellCount } from "./shape.ts"

/** Everything that is wrong with grid settings, each with what would work (GRID-8). */
export const checkGrid = (market: Market, settings: GridSettings, price: Price | undefined): ReadonlyArray<Problem> => {
  const bounds = boundsOf(market, settings, "OUTWARD")
  if ("problem" in bounds) return [bounds.problem]
  const { high, low } = bounds
  const counted = countProblems(settings, { low, high, spacing: settings.spacing })
  if (counted.length > 0) return counted
  const count = cellCount(settings, low, high)
  return [
    ...spacingProblems(
      market,
      { low, high, count, spacing: settings.spacing },
      settings.gridLevels === undefined ? "gridStep" : "gridLevels"
    ),
    ...endProblems(market, settings, low, price),
    ...smallProblems(market, settings, low, high, count, price)
  ]
}

/** A floor above the ladder, and exit prices on the wrong side of it or of the price. */
const endProblems = (
  market: Market,
  settings: GridSettings,
  low: Price,
  price: Price | undefined
): ReadonlyArray<Problem> => {
  const { stopLossPrice, stopTrailingDownPrice, takeProfitPrice } = settings
  const limits = { "the lowest price": low, "the present price": price }
  return [
    ...sideProblems(market, "stopTrailingDownPrice", stopTrailingDownPrice, "BELOW", { "the lowest price": low }),
    ...sideProblems(market, "stopLossPrice", stopLossPrice, "BELOW", limits),
    ...sideProblems(market, "takeProfitPrice", takeProfitPrice, "ABOVE", limits)
  ]
}

const smallProblems = (
  market: Market,
  settings: GridSettings,
  low: Price,
  high: Price,
  count: number,
  price: Price | undefined
): ReadonlyArray<Problem> => {
  const cells = spansOf(ladderOf({ low, high, count, spacing: settings.spacing }))
  if (cells.some((cell) => cell.low >= cell.high)) return []
  const at = price ?? asPrice(Math.floor((low + high) / 2))
  const least = smallestInvestment(market, cells, settings.orderSizeCurrency, at)
  return investmentProblems(market, settings, least, `${count} levels`)
}
