import type { Market, Price } from "../../market/market.ts"
import { asPrice } from "../../number/exact.ts"
import type { Margin } from "../../order/order.ts"
import { isBeyond, leverageProblems, leverageThatDoes, liquidatedAfter } from "../futures/liquidation-check.ts"
import { ladderOf, narrowestStep, percentText, positivePrice, roundTripFees } from "../ladder/ladder.ts"
import { roundedUp } from "../ladder/size.ts"
import type { Problem } from "../strategy.ts"
import type { FuturesGridSettings } from "./settings.ts"
import { futuresGridShape } from "./shape.ts"
import { cellLots, entriesTo, smallestMargin } from "./size.ts"

/** Everything that is wrong with the settings, each with what would work (FGRID-5). */
export const checkFuturesGrid = (
  market: Market,
  settings: FuturesGridSettings,
  price: Price | undefined
): ReadonlyArray<Problem> => {
  const low = positivePrice(market, settings.lowPrice, "DOWN")
  const high = positivePrice(market, settings.highPrice, "UP")
  if (low === undefined) return [{ field: "lowPrice", message: `must be at least ${market.instrument.tickSize}` }]
  if (high === undefined || high <= low)
    return [{ field: "highPrice", message: `must be above the lowest price, ${market.priceText(low)}` }]
  const wrong = [
    ...leverageProblems(market, settings.leverage),
    ...levelProblems(market, settings, low, high),
    ...priceProblems(market, settings, low, high, price)
  ]
  if (wrong.length > 0) return wrong
  // It starts at its trigger when it has one; without any price the middle stands for it.
  const trigger = settings.triggerPrice === undefined ? undefined : positivePrice(market, settings.triggerPrice, "DOWN")
  const at = trigger ?? price ?? asPrice(Math.floor((low + high) / 2))
  const small = investmentProblems(market, settings, at)
  return small.length > 0 ? small : liquidationProblems(market, settings, at)
}

const levelProblems = (
  market: Market,
  settings: FuturesGridSettings,
  low: Price,
  high: Price
): ReadonlyArray<Problem> => {
  const count = settings.gridQuantity
  const fees = roundTripFees(market)
  const step = (cells: number) => narrowestStep(ladderOf({ low, high, count: cells, spacing: settings.spacing }))
  const problems: Array<Problem> = []
  if (step(count) <= fees || step(count) <= 0n) {
    let works = count
    while (works > 1 && (step(works) <= fees || step(works) <= 0n)) works -= 1
    const advice = works >= 2 ? `at most ${works} levels work` : "set the highest price further above the lowest"
    const message = `a step of ${percentText(step(count))} % is eaten by fees of ${percentText(fees)} %; ${advice}`
    problems.push({ field: "gridQuantity", message })
  }
  // A protective stop, and the one that replaces it before it goes.
  const room = market.instrument.maxOpenOrders - 2
  if (count > room)
    problems.push({
      field: "gridQuantity",
      message: `the exchange allows ${room + 2} open orders: at most ${room} levels work`
    })
  return problems
}

/** End prices inside the ladder, or on the wrong side of it. */
const priceProblems = (
  market: Market,
  settings: FuturesGridSettings,
  low: Price,
  high: Price,
  price: Price | undefined
): ReadonlyArray<Problem> => {
  const { direction, stopLossPrice, takeProfitPrice, triggerPrice } = settings
  const problems: Array<Problem> = []
  const lowest = price !== undefined && price < low ? price : low
  const highest = price !== undefined && price > high ? price : high
  const beyond = (field: string, text: string | undefined, above: boolean) => {
    if (text === undefined) return
    const value = positivePrice(market, text, above ? "UP" : "DOWN")
    const limit = above ? highest : lowest
    if (value === undefined || (above ? value <= limit : value >= limit)) {
      const what = limit === (above ? high : low) ? "the ladder" : "the present price"
      problems.push({ field, message: `must be ${above ? "above" : "below"} ${what}, ${market.priceText(limit)}` })
    }
  }
  beyond("stopLossPrice", stopLossPrice, direction === "SHORT")
  beyond("takeProfitPrice", takeProfitPrice, direction !== "SHORT")
  if (triggerPrice !== undefined && positivePrice(market, triggerPrice, "DOWN") === undefined)
    problems.push({ field: "triggerPrice", message: `must be at least ${market.instrument.tickSize}` })
  return problems
}

const investmentProblems = (market: Market, settings: FuturesGridSettings, price: Price): ReadonlyArray<Problem> => {
  const { spans } = futuresGridShape(market, settings)
  const needed = smallestMargin(market, settings, spans, price)
  if (market.quote(settings.investment) >= needed) return []
  const works = `at least ${roundedUp(market, needed)} ${market.instrument.quote} works`
  const message = `too little for ${spans.length} levels: each order must reach the exchange's minimum; ${works}`
  return [{ field: "investment", message }]
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
  const message = `the ${way} position would be liquidated at ${market.priceText(inside.gone)}, before the ladder's end at ${market.priceText(inside.edge)}: ${advice}`
  return [{ field: "leverage", message }]
}
