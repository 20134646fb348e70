import { add, big, type Whole } from "../../number/whole.ts"
import type { Market, Price } from "../../market/market.ts"
import { scaleOf, unitsOf } from "../../market/value.ts"
import { sizeWords } from "../../market/words.ts"
import { asPrice, asQuantity, asQuote, floorDiv, WHOLE } from "../../number/exact.ts"
import { costWithFee } from "../../bot/run.ts"
import { cellQuantities, grossLots, leastLots, spansOf, startsWithBase } from "../ladder/size.ts"
import type { Plan } from "../../bot/plan.ts"
import type { Exits } from "../../bot/strategy.ts"
import type { GridSettings } from "./settings.ts"
import { gridShape } from "./shape.ts"

/** What a grid would do if it started now (GRID-1). */
export const planGrid = (market: Market, settings: GridSettings, price: Price): Plan => {
  const { ladder, exits } = gridShape(market, settings)
  const spans = spansOf(ladder)
  const investment = market.quote(settings.investment)
  const quantities = cellQuantities(market, spans, settings.orderSizeCurrency, investment, price)
  let base: Whole = 0
  let committed = 0n
  const resting = spans.map((span, index) => {
    const quantity = quantities[index] ?? asQuantity(0)
    const sells = startsWithBase(span, price)
    if (sells) base = add(base, quantity)
    else committed += big(costWithFee(market, span.low, quantity))
    const least = leastLots(market, span)
    const problem =
      quantity < least
        ? `${sizeWords(market, quantity)} is below the exchange's minimum of ${sizeWords(market, least)}`
        : span.high <= span.low
          ? "the two levels fall on the same tick"
          : undefined
    return {
      price: sells ? span.high : span.low,
      side: sells ? ("SELL" as const) : ("BUY" as const),
      quantity,
      ...(problem === undefined ? {} : { problem })
    }
  })
  const gross = grossLots(market, base)
  const cost = big(costWithFee(market, price, gross, market.takerFeeRate))
  const buys = spans.flatMap((span, index) =>
    startsWithBase(span, price) ? [] : [{ price: span.low, lots: quantities[index] ?? 0 }]
  )
  const stop = plannedStop(market, exits, investment, { lots: base, cost }, buys.reverse(), price)
  return {
    ...(base === 0 ? {} : { base: { side: "BUY" as const, quantity: gross, cost: asQuote(cost) } }),
    resting,
    committed: asQuote(committed + cost),
    ...(stop === undefined ? {} : { stopPrice: stop }),
    ...(exits.takeProfitPrice === undefined ? {} : { takeProfitPrice: exits.takeProfitPrice })
  }
}

/** Where a fall from the start would meet the stop, counting what is bought on the way down. */
const plannedStop = (
  market: Market,
  exits: Exits,
  investment: bigint,
  start: { readonly lots: Whole; readonly cost: bigint },
  buys: ReadonlyArray<{ readonly price: Price; readonly lots: Whole }>,
  price: Price
): Price | undefined => {
  const byPrice = exits.stopLossPrice ?? 0
  const byTrail = exits.trailingStop === undefined ? 0 : Number((BigInt(price) * (WHOLE - exits.trailingStop)) / WHOLE)
  let byLoss = 0
  if (exits.stopLoss !== undefined) {
    const allowed = (investment * exits.stopLoss) / WHOLE
    const { cell, lot } = scaleOf(market)
    let { lots, cost } = start
    for (let index = 0; index <= buys.length; index++) {
      const units = big(unitsOf(market, lots)) * cell
      byLoss = units === 0n ? 0 : Number(floorDiv((cost - allowed) * lot, units))
      const next = buys[index]
      if (next === undefined || byLoss >= next.price) break
      lots = add(lots, next.lots)
      cost += big(costWithFee(market, next.price, next.lots))
    }
  }
  const stop = Math.max(byPrice, byTrail, byLoss)
  return stop > 0 ? asPrice(stop) : undefined
}
