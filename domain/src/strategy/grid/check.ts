import type { Market, Price } from "../../market/market.ts"
import { asPrice } from "../../number/exact.ts"
import { countProblems, spacingProblems } from "../ladder/check.ts"
import { ladderOf, positivePrice } from "../ladder/ladder.ts"
import { roundedUp, smallestInvestment } from "../ladder/size.ts"
import type { Problem } from "../strategy.ts"
import type { GridSettings } from "./settings.ts"
import { cellCount } from "./shape.ts"

/** Everything that is wrong with grid settings, each with what would work (GRID-8). */
export const checkGrid = (market: Market, settings: GridSettings, price: Price | undefined): ReadonlyArray<Problem> => {
  const low = positivePrice(market, settings.lowPrice, "DOWN")
  const high = positivePrice(market, settings.highPrice, "UP")
  if (low === undefined) return [{ field: "lowPrice", message: `must be at least ${market.instrument.tickSize}` }]
  if (high === undefined || high <= low)
    return [{ field: "highPrice", message: `must be above the lowest price, ${market.priceText(low)}` }]
  const counted = countProblems(settings, { low, high, spacing: settings.spacing })
  if (counted.length > 0) return counted
  const count = cellCount(settings, low, high)
  return [
    ...spacingProblems(
      market,
      { low, high, count, spacing: settings.spacing },
      settings.gridLevels === undefined ? "gridStep" : "gridLevels"
    ),
    ...priceProblems(market, settings, low, price),
    ...investmentProblems(market, settings, low, high, count, price)
  ]
}

const priceProblems = (
  market: Market,
  settings: GridSettings,
  low: Price,
  price: Price | undefined
): ReadonlyArray<Problem> => {
  const problems: Array<Problem> = []
  const below = (field: string, text: string | undefined, limit: Price, what: string) => {
    if (text === undefined) return
    const value = positivePrice(market, text, "DOWN")
    if (value === undefined || value >= limit)
      problems.push({ field, message: `must be above zero and below ${what}, ${market.priceText(limit)}` })
  }
  below("stopTrailingDownPrice", settings.stopTrailingDownPrice, low, "the lowest price")
  const stopLimit = price !== undefined && price < low ? price : low
  const stopWhat = stopLimit === low ? "the lowest price" : "the present price"
  below("stopLossPrice", settings.stopLossPrice, stopLimit, stopWhat)
  if (settings.takeProfitPrice !== undefined) {
    const floor = price !== undefined && price > low ? price : low
    const target = positivePrice(market, settings.takeProfitPrice, "UP")
    if (target === undefined || target <= floor) {
      const what = floor === low ? "the lowest price" : "the present price"
      problems.push({ field: "takeProfitPrice", message: `must be above ${what}, ${market.priceText(floor)}` })
    }
  }
  return problems
}

const investmentProblems = (
  market: Market,
  settings: GridSettings,
  low: Price,
  high: Price,
  count: number,
  price: Price | undefined
): ReadonlyArray<Problem> => {
  const ladder = ladderOf({ low, high, count, spacing: settings.spacing })
  const cells = Array.from({ length: count }, (_, level) => ({
    low: ladder.buyPrice(level),
    high: ladder.sellPrice(level + 1)
  }))
  if (cells.some((cell) => cell.low >= cell.high)) return []
  const at = price ?? asPrice(Math.floor((low + high) / 2))
  const least = smallestInvestment(market, cells, settings.orderSizeCurrency, at)
  if (market.quote(settings.investment) >= least) return []
  return [
    {
      field: "investment",
      message:
        `too little for ${count} levels: each order must reach the exchange's minimum; ` +
        `at least ${roundedUp(market, least)} ${market.instrument.quote} works`
    }
  ]
}
