import type { Market, Price } from "../../market/market.ts"
import type { Averaging } from "../averaging/averaging.ts"
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
import { positivePrice } from "../ladder/ladder.ts"
import type { Problem } from "../strategy.ts"
import { dcaFuturesAveraging } from "./averaging.ts"
import type { DcaFuturesSettings } from "./settings.ts"

const names: FieldNames = {
  base: "baseOrderAmount",
  amount: "safetyOrderAmount",
  amountOf: "FIRST",
  count: "maxSafetyOrders"
}

/** Everything that is wrong with the settings, each with what would work (DCAF-4). */
export const checkDcaFutures = (
  market: Market,
  settings: DcaFuturesSettings,
  price: Price | undefined
): ReadonlyArray<Problem> => {
  const averaging = dcaFuturesAveraging(market, settings)
  const prices = ["maxPrice", "minPrice", "takeProfitPrice", "stopLossPrice"] as const
  const wrong = [
    ...leverageProblems(market, settings.leverage),
    ...exitProblems(settings),
    ...priceProblems(market, Object.fromEntries(prices.map((field) => [field, settings[field]]))),
    ...marginProblems(market, averaging, names),
    ...ladderProblems(averaging, names),
    ...targetProblems(market, averaging, averaging.target.share),
    ...roomProblems(market, averaging),
    ...minimumProblems(market, averaging, names, price)
  ]
  return wrong.length > 0
    ? wrong
    : [...sideProblems(market, settings, averaging, price), ...backed(market, settings, averaging, price)]
}

const exitProblems = (settings: DcaFuturesSettings): ReadonlyArray<Problem> => {
  const problems: Array<Problem> = []
  const { stopLossPercent, stopLossPrice, takeProfitPercent, takeProfitPrice } = settings
  if (takeProfitPercent === undefined && takeProfitPrice === undefined)
    problems.push({ field: "takeProfitPercent", message: "say where profit is taken: by percent, or at a price" })
  if (takeProfitPercent !== undefined && takeProfitPrice !== undefined)
    problems.push({ field: "takeProfitPrice", message: "give the percent or the price, not both" })
  if (stopLossPercent !== undefined && stopLossPrice !== undefined)
    problems.push({ field: "stopLossPrice", message: "give the percent or the price, not both" })
  return problems
}

/** Exit prices on the wrong side of the present one. */
const sideProblems = (
  market: Market,
  settings: DcaFuturesSettings,
  { between, long, target }: Averaging,
  price: Price | undefined
): ReadonlyArray<Problem> => {
  if (price === undefined || between === undefined) return []
  const at = market.priceText(price)
  const problems: Array<Problem> = []
  if (target.price !== undefined && (long ? price > between.high : price < between.low))
    problems.push({
      field: "takeProfitPrice",
      message: `must be ${long ? "above" : "below"} the present price, ${at}, by more than the fees`
    })
  if (settings.stopLossPrice !== undefined && (long ? price < between.low : price > between.high))
    problems.push({ field: "stopLossPrice", message: `must be ${long ? "below" : "above"} the present price, ${at}` })
  return problems
}

const backed = (
  market: Market,
  settings: DcaFuturesSettings,
  averaging: Averaging,
  price: Price | undefined
): ReadonlyArray<Problem> => {
  const { leverage, marginType, stopLossPercent, stopLossPrice } = settings
  const stop =
    stopLossPrice === undefined ? undefined : positivePrice(market, stopLossPrice, averaging.long ? "DOWN" : "UP")
  const check = {
    margin: { leverage, type: marginType },
    stopLossPercent,
    stopLossPrice: stop,
    at: (other: number) => dcaFuturesAveraging(market, { ...settings, leverage: other })
  }
  return liquidationProblems(market, averaging, check, price)
}
