import { add, big, type Whole } from "../../number/whole.ts"
import { costWithFee } from "../../bot/run.ts"
import type { Market, Price } from "../../market/market.ts"
import { sizeWords } from "../../market/words.ts"
import { asQuantity, asQuote } from "../../number/exact.ts"
import { cellQuantities, grossLots, leastLots } from "../ladder/size.ts"
import type { Plan } from "../../bot/plan.ts"
import type { LoopSettings } from "./settings.ts"
import { firstRungs, loopExits } from "./shape.ts"

/** What a loop would do if it were started for the first time now (LOOP-2). */
export const planLoop = (market: Market, settings: LoopSettings, price: Price): Plan => {
  const rungs = firstRungs(market, settings, price, price)
  const waiting = Array.from({ length: settings.orderCount - rungs.length }, () => ({ low: price, high: price }))
  const investment = market.quote(settings.investment)
  const quantities = cellQuantities(market, [...rungs, ...waiting], "QUOTE", investment, price)
  let base: Whole = 0
  let committed = 0n
  const resting = rungs.map((rung, index) => {
    const quantity = quantities[index] ?? asQuantity(0)
    if (rung.side === "SELL") base = add(base, quantity)
    else committed += big(costWithFee(market, rung.low, quantity))
    const least = leastLots(market, rung)
    const problem =
      quantity < least
        ? `${sizeWords(market, quantity)} is below the exchange's minimum of ${sizeWords(market, least)}`
        : undefined
    return { price: rung.low, side: rung.side, quantity, ...(problem === undefined ? {} : { problem }) }
  })
  const gross = grossLots(market, base)
  const cost = big(costWithFee(market, price, gross, market.takerFeeRate))
  const { takeProfitPrice } = loopExits(market, settings)
  return {
    ...(base === 0 ? {} : { base: { side: "BUY" as const, quantity: gross, cost: asQuote(cost) } }),
    resting,
    committed: asQuote(committed + cost),
    ...(takeProfitPrice === undefined ? {} : { takeProfitPrice })
  }
}
