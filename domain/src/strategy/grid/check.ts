import type { Market, Price } from "../../market/market.ts"
import { asPrice } from "../../number/exact.ts"
import {
  cellsForStep,
  ladderOf,
  narrowestStep,
  percentText,
  positivePrice,
  roundTripFees,
  stepForCells
} from "../ladder/ladder.ts"
import { roundedUp, smallestInvestment } from "../ladder/size.ts"
import type { Problem } from "../strategy.ts"
import type { GridSettings } from "./settings.ts"
import { cellCount } from "./shape.ts"

const FEWEST = 5
const MOST = 100

/** Everything that is wrong with grid settings, each with what would work (GRID-8). */
export const checkGrid = (market: Market, settings: GridSettings, price: Price | undefined): ReadonlyArray<Problem> => {
  const low = positivePrice(market, settings.lowPrice, "DOWN")
  const high = positivePrice(market, settings.highPrice, "UP")
  if (low === undefined) return [{ field: "lowPrice", message: `must be at least ${market.instrument.tickSize}` }]
  if (high === undefined || high <= low)
    return [{ field: "highPrice", message: `must be above the lowest price, ${market.priceText(low)}` }]
  const counted = countProblems(settings, low, high)
  if (counted.length > 0) return counted
  const count = cellCount(settings, low, high)
  return [
    ...spacingProblems(market, settings, low, high, count),
    ...priceProblems(market, settings, low, price),
    ...investmentProblems(market, settings, low, high, count, price)
  ]
}

const countProblems = (settings: GridSettings, low: Price, high: Price): ReadonlyArray<Problem> => {
  const { gridLevels, gridStep, spacing } = settings
  if (gridLevels === undefined && gridStep === undefined)
    return [{ field: "gridLevels", message: "give the number of levels, or the step between them" }]
  if (gridStep === undefined) return []
  const implied = cellsForStep(low, high, gridStep, spacing)
  if (gridLevels !== undefined && gridLevels !== implied)
    return [
      {
        field: "gridStep",
        message:
          `a step of ${gridStep} % makes ${implied} levels between these prices, ` +
          `${gridLevels} levels make a step of ${stepForCells(low, high, gridLevels, spacing)} %: give one of the two`
      }
    ]
  if (implied >= FEWEST && implied <= MOST) return []
  const widest = stepForCells(low, high, FEWEST, spacing)
  const narrowest = stepForCells(low, high, MOST, spacing)
  return [
    {
      field: "gridStep",
      message: `makes ${implied} levels between these prices; a step between ${narrowest} % and ${widest} % works`
    }
  ]
}

const spacingProblems = (
  market: Market,
  settings: GridSettings,
  low: Price,
  high: Price,
  count: number
): ReadonlyArray<Problem> => {
  const field = settings.gridLevels === undefined ? "gridStep" : "gridLevels"
  const fees = roundTripFees(market)
  const step = (cells: number) => narrowestStep(ladderOf({ low, high, count: cells, spacing: settings.spacing }))
  const narrowest = step(count)
  const problems: Array<Problem> = []
  if (narrowest <= fees || narrowest <= 0n) {
    let works = 0
    let fails = count
    while (fails - works > 1) {
      const middle = Math.floor((works + fails) / 2)
      if (step(middle) > fees && step(middle) > 0n) works = middle
      else fails = middle
    }
    const advice =
      works >= FEWEST
        ? `at most ${works} levels work between these prices`
        : `set the highest price further above the lowest`
    problems.push({
      field,
      message: `a step of ${percentText(narrowest)} % is eaten by fees of ${percentText(fees)} % for buying and selling; ${advice}`
    })
  }
  // A protective stop, and the one that replaces it before it goes.
  const room = market.instrument.maxOpenOrders - 2
  if (count > room)
    problems.push({ field, message: `the exchange allows ${room + 2} open orders: at most ${room} levels work` })
  return problems
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
