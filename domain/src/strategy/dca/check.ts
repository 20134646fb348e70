import type { Market, Price } from "../../market/market.ts"
import { asQuote } from "../../number/exact.ts"
import {
  type FieldNames,
  ladderProblems,
  minimumProblems,
  priceProblems,
  roomProblems,
  targetProblems
} from "../averaging/check.ts"
import type { Problem } from "../strategy.ts"
import { dcaAveraging } from "./averaging.ts"
import type { DcaSettings } from "./settings.ts"

const names: FieldNames = {
  base: "baseOrderAmount",
  amount: "averagingOrdersAmount",
  amountOf: "ALL",
  count: "averagingOrdersQuantity"
}

/** Everything that is wrong with averaging settings, each with what would work (DCA-7). */
export const checkDca = (market: Market, settings: DcaSettings, price: Price | undefined): ReadonlyArray<Problem> => {
  const averaging = dcaAveraging(market, settings)
  return [
    ...amountProblems(market, settings),
    ...ladderProblems(averaging, names),
    ...targetProblems(market, averaging, averaging.target.share),
    ...priceProblems(market, { maxPrice: settings.maxPrice, minPrice: settings.minPrice }),
    ...roomProblems(market, averaging),
    ...minimumProblems(market, averaging, names, price)
  ]
}

const amountProblems = (market: Market, settings: DcaSettings): ReadonlyArray<Problem> => {
  const investment = market.quote(settings.investment)
  const base = market.quote(settings.baseOrderAmount)
  const averaging = settings.averagingOrdersQuantity === 0 ? 0n : market.quote(settings.averagingOrdersAmount)
  const { quote } = market.instrument
  if (base <= 0n) return [{ field: "baseOrderAmount", message: "must be more than zero" }]
  if (settings.averagingOrdersQuantity > 0 && averaging <= 0n)
    return [{ field: "averagingOrdersAmount", message: "must be more than zero when there are averaging orders" }]
  if (base + averaging <= investment) return []
  const needed = market.quoteText(asQuote(base + averaging))
  const message = `base and averaging orders need ${needed} ${quote} together: invest that, or make the orders smaller`
  return [{ field: "investment", message }]
}
