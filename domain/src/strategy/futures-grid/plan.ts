import { meetsMinimum } from "../../bot/run.ts"
import type { Market, Price } from "../../market/market.ts"
import { sizeWords } from "../../market/words.ts"
import { asQuantity, asQuote, ceilDiv } from "../../number/exact.ts"
import { add, type Whole } from "../../number/whole.ts"
import type { Plan } from "../../bot/plan.ts"
import type { FuturesGridSettings } from "./settings.ts"
import { futuresGridShape, roleAt } from "./shape.ts"
import { cellLots } from "./size.ts"

/** What it would do if it started now (FGRID-1). */
export const planFuturesGrid = (market: Market, settings: FuturesGridSettings, price: Price): Plan => {
  const { exits, spans } = futuresGridShape(market, settings)
  const investment = market.quote(settings.investment)
  const lots = cellLots(market, settings, spans, price, investment)
  const leverage = BigInt(settings.leverage)
  const need = (at: Price, rate: bigint) => {
    const notional = market.notional(at, lots)
    return ceilDiv(notional, leverage) + (rate > 0n ? market.feeOn(notional, rate) : 0n)
  }
  const committed = { long: 0n, short: 0n }
  let started: Whole = 0
  const resting = spans.map((span): Plan["resting"][number] => {
    const { short, starts } = roleAt(settings.direction, span, price)
    const sells = short !== starts
    const at = sells ? span.high : span.low
    if (starts) started = add(started, lots)
    committed[short ? "short" : "long"] += starts ? need(price, market.takerFeeRate) : need(at, market.makerFeeRate)
    const problem =
      span.high <= span.low
        ? "the two levels fall on the same tick"
        : meetsMinimum(market, at, lots)
          ? undefined
          : `${sizeWords(market, lots)} is below the exchange's minimum`
    return { price: at, side: sells ? "SELL" : "BUY", quantity: lots, ...(problem === undefined ? {} : { problem }) }
  })
  const quantity = asQuantity(started)
  const notional = market.notional(price, quantity)
  const cost = ceilDiv(notional, leverage) + market.feeOn(notional, market.takerFeeRate)
  return {
    ...(started === 0
      ? {}
      : {
          base: {
            side: settings.direction === "SHORT" ? ("SELL" as const) : ("BUY" as const),
            quantity,
            cost: asQuote(cost)
          }
        }),
    resting,
    committed: asQuote(committed.long > committed.short ? committed.long : committed.short),
    ...(exits.stopLossPrice === undefined ? {} : { stopPrice: exits.stopLossPrice }),
    ...(exits.takeProfitPrice === undefined ? {} : { takeProfitPrice: exits.takeProfitPrice })
  }
}
