import type { Market, Price } from "../../market/market.ts"
import { asPrice, asQuote, ceilDiv, share, WHOLE } from "../../number/exact.ts"
import { costWithFee, meetsMinimum } from "../../bot/run.ts"
import type { Plan } from "../strategy.ts"
import { averagingOrders, baseLots } from "./amounts.ts"
import type { DcaSettings } from "./settings.ts"

/** What an averaging bot would do if it started now. Exits are those of the base order alone. */
export const planDca = (market: Market, settings: DcaSettings, price: Price): Plan => {
  const long = settings.direction === "LONG"
  const investment = market.quote(settings.investment)
  const quantity = baseLots(market, settings, investment, price)
  const cost = costWithFee(market, price, quantity, market.takerFeeRate)
  const rungs = averagingOrders(market, settings, investment, price)
  const take = share(settings.takeProfitPercent)
  const target = long
    ? asPrice(ceilDiv(BigInt(price) * (WHOLE + take), WHOLE))
    : asPrice((BigInt(price) * (WHOLE - take)) / WHOLE)
  const loss = settings.stopLossPercent ?? settings.trailingStopPercent
  const stop =
    loss === undefined
      ? undefined
      : long
        ? asPrice((BigInt(price) * (WHOLE - share(loss))) / WHOLE)
        : asPrice(ceilDiv(BigInt(price) * (WHOLE + share(loss)), WHOLE))
  let committed = cost
  const resting = rungs.map((rung) => {
    if (rung.price > 0) committed += costWithFee(market, rung.price, rung.quantity)
    const problem =
      rung.price <= 0
        ? "its price would be zero or less"
        : meetsMinimum(market, rung.price, rung.quantity)
          ? undefined
          : `${market.quantityText(rung.quantity)} is below the exchange's minimum`
    return {
      price: rung.price,
      side: long ? ("BUY" as const) : ("SELL" as const),
      quantity: rung.quantity,
      ...(problem === undefined ? {} : { problem })
    }
  })
  return {
    base: { side: long ? "BUY" : "SELL", quantity, cost: asQuote(cost) },
    resting: [...resting, { price: target, side: long ? "SELL" : "BUY", quantity }],
    committed: asQuote(committed),
    ...(stop === undefined ? {} : { stopPrice: stop }),
    takeProfitPrice: target
  }
}
