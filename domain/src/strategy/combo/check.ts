import type { Market, Price } from "../../market/market.ts"
import { priceWords } from "../../market/words.ts"
import { asPrice, share } from "../../number/exact.ts"
import { amountProblems, averagingOrderNames, cycleProblems } from "../averaging/check.ts"
import { liquidationProblems, marginNeeded } from "../futures/averaging-check.ts"
import { leverageProblems } from "../futures/liquidation-check.ts"
import { FEWEST, leastRoom, mostApart } from "../ladder/check.ts"
import { boundsOf, doubledProblems, feeProblems, priceProblems, sideProblems } from "../problems.ts"
import type { Problem } from "../../bot/plan.ts"
import { comboAveraging } from "./averaging.ts"
import { exitFees } from "./exit-ladder.ts"
import type { ComboSettings } from "./settings.ts"

/** Everything that is wrong with the settings, each with what would work (COMBO-4). */
export const checkCombo = (
  market: Market,
  settings: ComboSettings,
  price: Price | undefined
): ReadonlyArray<Problem> => {
  const bounds = boundsOf(market, settings, "INWARD")
  if ("problem" in bounds) return [bounds.problem]
  const { high, low } = bounds
  const averaging = comboAveraging(market, settings)
  const wrong = [
    ...leverageProblems(market, settings.leverage),
    ...exitProblems(market, settings, low, high, price),
    ...priceProblems(market, { takeProfitPrice: settings.takeProfitPrice, stopLossPrice: settings.stopLossPrice }),
    ...amountProblems(market, averaging, averagingOrderNames, marginNeeded(market, averaging), "with their fees"),
    ...cycleProblems(market, averaging, settings, averagingOrderNames, price, settings.gridLevels ?? 100)
  ]
  if (wrong.length > 0) return wrong
  // Without a price the middle of the bounds stands for where it enters.
  const at = price ?? asPrice(Math.floor((low + high) / 2))
  return liquidationProblems(market, settings, comboAveraging, at)
}

const exitProblems = (
  market: Market,
  settings: ComboSettings,
  low: Price,
  high: Price,
  price: Price | undefined
): ReadonlyArray<Problem> => {
  const { direction, gridLevels, gridStep, stopLossPrice, takeProfitPrice } = settings
  const problems: Array<Problem> = []
  if (gridLevels === undefined && gridStep === undefined)
    problems.push({ field: "gridLevels", message: "give the number of exits, or the step between them" })
  const step = gridStep === undefined ? undefined : share(gridStep)
  problems.push(
    ...feeProblems("gridStep", step, exitFees(market), "entering and leaving"),
    ...doubledProblems(settings)
  )
  if (price === undefined) return problems
  const long = direction === "LONG"
  const { between } = comboAveraging(market, settings)
  if (between !== undefined && (price < between.low || price > between.high)) {
    const works = `${priceWords(market, between.low)} to ${priceWords(market, between.high)}`
    problems.push({
      field: price < between.low ? "lowPrice" : "highPrice",
      message: `the present price ${priceWords(market, price)} is outside what it may enter at, ${works}`
    })
  } else if (gridStep === undefined && gridLevels !== undefined) {
    const [from, to] = long ? [price, high] : [low, price]
    const most = mostApart({ low: from, high: to, count: gridLevels, spacing: "GEOMETRIC" })
    if (most < gridLevels)
      problems.push({
        field: "gridLevels",
        message:
          `share prices, as a tick is ${market.instrument.tickSize}: ` +
          (most >= FEWEST ? `at most ${most} work between these prices` : widerWords(market, from, to, long))
      })
  }
  const present = { "the present price": price }
  return [
    ...problems,
    ...sideProblems(market, "takeProfitPrice", takeProfitPrice, long ? "ABOVE" : "BELOW", present),
    ...sideProblems(market, "stopLossPrice", stopLossPrice, long ? "BELOW" : "ABOVE", present)
  ]
}

/** The bound with which the fewest exits have prices of their own, where these two prices are too near. */
const widerWords = (market: Market, low: Price, high: Price, long: boolean): string => {
  const fits = (ticks: number) => {
    const [from, to] = long ? [low, asPrice(low + ticks)] : [asPrice(high - ticks), high]
    return from > 0 && mostApart({ low: from, high: to, count: FEWEST, spacing: "GEOMETRIC" }) === FEWEST
  }
  const room = leastRoom(high - low, fits)
  if (room === undefined) return "give the step between exits instead"
  const bound = priceWords(market, asPrice(long ? low + room : high - room))
  return `${FEWEST} work with a ${long ? "highest" : "lowest"} price of ${bound}`
}
