import type { Market, Price } from "../../market/market.ts"
import { priceWords } from "../../market/words.ts"
import type { Averaging } from "../averaging/averaging.ts"
import { amountProblems, cycleProblems, type FieldNames } from "../averaging/check.ts"
import { liquidationProblems, marginNeeded } from "../futures/averaging-check.ts"
import { leverageProblems } from "../futures/liquidation-check.ts"
import { doubledProblems, priceProblems, sideProblems } from "../problems.ts"
import type { Problem } from "../../bot/plan.ts"
import { dcaFuturesAveraging } from "./averaging.ts"
import type { DcaFuturesSettings } from "./settings.ts"

const names: FieldNames = {
  base: "baseOrderAmount",
  amount: "safetyOrderAmount",
  amountOf: "FIRST",
  count: "maxSafetyOrders",
  step: "safetyOrderStep"
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
    ...targetProblems(settings),
    ...doubledProblems(settings),
    ...priceProblems(market, Object.fromEntries(prices.map((field) => [field, settings[field]]))),
    ...amountProblems(market, averaging, names, marginNeeded(market, averaging), "with their fees"),
    ...cycleProblems(market, averaging, settings, names, price)
  ]
  return wrong.length > 0
    ? wrong
    : [
        ...exitProblems(market, settings, averaging, price),
        ...liquidationProblems(market, settings, dcaFuturesAveraging, price)
      ]
}

const targetProblems = ({ takeProfitPercent, takeProfitPrice }: DcaFuturesSettings): ReadonlyArray<Problem> =>
  takeProfitPercent === undefined && takeProfitPrice === undefined
    ? [{ field: "takeProfitPercent", message: "say where profit is taken: by percent, or at a price" }]
    : []

/** Exit prices on the wrong side of the present one; fees must fit between it and a target. */
const exitProblems = (
  market: Market,
  { stopLossPrice }: DcaFuturesSettings,
  { between, long, target }: Averaging,
  price: Price | undefined
): ReadonlyArray<Problem> => {
  const present = { "the present price": price }
  const stops = sideProblems(market, "stopLossPrice", stopLossPrice, long ? "BELOW" : "ABOVE", present)
  if (price === undefined || between === undefined || target.price === undefined) return stops
  if (long ? price <= between.high : price >= between.low) return stops
  const message = `must be ${long ? "above" : "below"} the present price, ${priceWords(market, price)}, by more than the fees`
  return [{ field: "takeProfitPrice", message }, ...stops]
}
