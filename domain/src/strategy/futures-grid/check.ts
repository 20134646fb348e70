import type { Market, Price } from "../../market/market.ts"
import { priceWords } from "../../market/words.ts"
import { asPrice } from "../../number/exact.ts"
import type { Margin } from "../../order/order.ts"
import { isBeyond, leverageProblems, leverageThatDoes, liquidatedAfter } from "../futures/liquidation-check.ts"
import { investmentProblems, spacingProblems } from "../ladder/check.ts"
import { positivePrice } from "../ladder/ladder.ts"
import { boundsOf, priceProblems, sideProblems } from "../problems.ts"
import type { Problem } from "../../bot/plan.ts"
import type { FuturesGridSettings } from "./settings.ts"
import { futuresGridShape } from "./shape.ts"
import { cellLots, entriesTo, smallestMargin } from "./size.ts"

/** Everything that is wrong with the settings, each with what would work (FGRID-5). */
export const checkFuturesGrid = (
  market: Market,
  settings: FuturesGridSettings,
  price: Price | undefined
): ReadonlyArray<Problem> => {
  const bounds = boundsOf(market, settings, "OUTWARD")
  if ("problem" in bounds) return [bounds.problem]
  const { high, low } = bounds
  const { gridQuantity: count, spacing } = settings
  const wrong = [
    ...leverageProblems(market, settings.leverage),
    ...spacingProblems(market, { low, high, count, spacing }, "gridQuantity", 2),
    ...endProblems(market, settings, low, high, price)
  ]
  if (wrong.length > 0) return wrong
  // It starts at its trigger when it has one; without any price the middle stands for it.
  const trigger = settings.triggerPrice === undefined ? undefined : positivePrice(market, settings.triggerPrice, "DOWN")
  const at = trigger ?? price ?? asPrice(Math.floor((low + high) / 2))
  const { spans } = futuresGridShape(market, settings)
  const small = investmentProblems(market, settings, smallestMargin(market, settings, spans, at), `${count} levels`)
  return small.length > 0 ? small : liquidationProblems(market, settings, at)
}

/** End prices inside the ladder, or on the wrong side of it or of the price. */
const endProblems = (
  market: Market,
  settings: FuturesGridSettings,
  low: Price,
  high: Price,
  price: Price | undefined
): ReadonlyArray<Problem> => {
  const { direction, stopLossPrice, takeProfitPrice, triggerPrice } = settings
  const short = direction === "SHORT"
  const beyond = (field: string, text: string | undefined, above: boolean) => {
    const limits = { "the ladder": above ? high : low, "the present price": price }
    return sideProblems(market, field, text, above ? "ABOVE" : "BELOW", limits)
  }
  return [
    ...beyond("stopLossPrice", stopLossPrice, short),
    ...beyond("takeProfitPrice", takeProfitPrice, !short),
    ...priceProblems(market, { triggerPrice })
  ]
}

/** Where the position would be liquidated inside the ladder, on its way to an edge; undefined: nowhere (FGRID-4). */
const goneInside = (market: Market, settings: FuturesGridSettings, price: Price) => {
  const { high, low, spans } = futuresGridShape(market, settings)
  const investment = market.quote(settings.investment)
  const margin: Margin = { leverage: settings.leverage, type: settings.marginType }
  const lots = cellLots(market, settings, spans, price, investment)
  for (const short of [false, true]) {
    const entries = entriesTo(settings, spans, price, lots, short)
    const edge = short ? high : low
    for (let count = 1; count <= entries.length; count++) {
      const next = entries[count]?.price ?? edge
      const gone = liquidatedAfter(market, !short, entries.slice(0, count), margin, investment)
      if (isBeyond(!short, gone, next)) return { gone, edge, short }
    }
  }
  return undefined
}

const liquidationProblems = (market: Market, settings: FuturesGridSettings, price: Price): ReadonlyArray<Problem> => {
  const inside = goneInside(market, settings, price)
  if (inside === undefined) return []
  const does = leverageThatDoes(
    settings.leverage,
    (leverage) => goneInside(market, { ...settings, leverage }, price) === undefined
  )
  const advice = does === undefined ? "set the bounds closer together" : `${does}x does`
  const way = inside.short ? "short" : "long"
  const message = `the ${way} position would be liquidated at ${priceWords(market, inside.gone)}, before the ladder's end at ${priceWords(market, inside.edge)}: ${advice}`
  return [{ field: "leverage", message }]
}
