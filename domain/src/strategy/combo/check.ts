import type { Market, Price } from "../../market/market.ts"
import { asPrice, share } from "../../number/exact.ts"
import {
  type FieldNames,
  ladderProblems,
  minimumProblems,
  priceProblems,
  roomProblems,
  targetProblems
} from "../averaging/check.ts"
import { liquidationProblems, marginProblems } from "../futures/averaging-check.ts"
import { leverageProblems } from "../futures/liquidation-check.ts"
import { percentText, positivePrice, stepForCells } from "../ladder/ladder.ts"
import type { Problem } from "../strategy.ts"
import { comboAveraging } from "./averaging.ts"
import { exitFees } from "./exit-ladder.ts"
import type { ComboSettings } from "./settings.ts"

const names: FieldNames = {
  base: "baseOrderAmount",
  amount: "averagingOrdersAmount",
  amountOf: "ALL",
  count: "averagingOrdersQuantity"
}

/** Everything that is wrong with the settings, each with what would work (COMBO-4). */
export const checkCombo = (
  market: Market,
  settings: ComboSettings,
  price: Price | undefined
): ReadonlyArray<Problem> => {
  const low = positivePrice(market, settings.lowPrice, "UP")
  const high = positivePrice(market, settings.highPrice, "DOWN")
  if (low === undefined) return [{ field: "lowPrice", message: `must be at least ${market.instrument.tickSize}` }]
  if (high === undefined || high <= low)
    return [{ field: "highPrice", message: `must be above the lowest price, ${market.priceText(low)}` }]
  const averaging = comboAveraging(market, settings)
  const wrong = [
    ...leverageProblems(market, settings.leverage),
    ...exitProblems(market, settings, low, high, price),
    ...priceProblems(market, { takeProfitPrice: settings.takeProfitPrice, stopLossPrice: settings.stopLossPrice }),
    ...marginProblems(market, averaging, names),
    ...ladderProblems(averaging, names),
    ...targetProblems(market, averaging, averaging.target.share),
    ...roomProblems(market, averaging, settings.gridLevels ?? 100),
    ...minimumProblems(market, averaging, names, price)
  ]
  if (wrong.length > 0) return wrong
  const { leverage, marginType, stopLossPercent, stopLossPrice } = settings
  const stop =
    stopLossPrice === undefined ? undefined : positivePrice(market, stopLossPrice, averaging.long ? "DOWN" : "UP")
  const check = {
    margin: { leverage, type: marginType },
    stopLossPercent,
    stopLossPrice: stop,
    at: (other: number) => comboAveraging(market, { ...settings, leverage: other })
  }
  // Without a price the middle of the bounds stands for where it enters.
  return liquidationProblems(market, averaging, check, price ?? asPrice(Math.floor((low + high) / 2)))
}

const exitProblems = (
  market: Market,
  settings: ComboSettings,
  low: Price,
  high: Price,
  price: Price | undefined
): ReadonlyArray<Problem> => {
  const problems: Array<Problem> = []
  const { direction, gridLevels, gridStep, stopLossPercent, stopLossPrice, takeProfitPercent, takeProfitPrice } =
    settings
  const fees = exitFees(market)
  if (gridLevels === undefined && gridStep === undefined)
    problems.push({ field: "gridLevels", message: "give the number of exits, or the step between them" })
  if (gridStep !== undefined && share(gridStep) <= fees)
    problems.push({
      field: "gridStep",
      message: `is eaten by fees of ${percentText(fees)} % for entering and leaving: set more than that`
    })
  if (takeProfitPercent !== undefined && takeProfitPrice !== undefined)
    problems.push({ field: "takeProfitPrice", message: "give the percent or the price, not both" })
  if (stopLossPercent !== undefined && stopLossPrice !== undefined)
    problems.push({ field: "stopLossPrice", message: "give the percent or the price, not both" })
  if (price === undefined) return problems
  const long = direction === "LONG"
  const { between } = comboAveraging(market, settings)
  if (between !== undefined && (price < between.low || price > between.high)) {
    const works = `${market.priceText(between.low)} to ${market.priceText(between.high)}`
    problems.push({
      field: price < between.low ? "lowPrice" : "highPrice",
      message: `the present price ${market.priceText(price)} is outside what it may enter at, ${works}`
    })
  } else if (gridStep === undefined && gridLevels !== undefined) {
    const [from, to] = long ? [price, high] : [low, price]
    if (share(stepForCells(from, to, gridLevels, "GEOMETRIC")) <= 0n)
      problems.push({ field: "gridLevels", message: "are too many for so narrow bounds: use fewer, or wider bounds" })
  }
  const side = (field: string, text: string | undefined, above: boolean) => {
    const value = text === undefined ? undefined : positivePrice(market, text, above ? "UP" : "DOWN")
    if (value !== undefined && (above ? value <= price : value >= price))
      problems.push({
        field,
        message: `must be ${above ? "above" : "below"} the present price, ${market.priceText(price)}`
      })
  }
  side("takeProfitPrice", takeProfitPrice, long)
  side("stopLossPrice", stopLossPrice, !long)
  return problems
}
