import { big } from "../../number/whole.ts"
import { costWithFee, meetsMinimum } from "../../bot/run.ts"
import { isCharged } from "../../market/deal.ts"
import type { Market, Price, Quantity } from "../../market/market.ts"
import { sizeWords } from "../../market/words.ts"
import { asPrice, asQuote, ceilDiv, WHOLE } from "../../number/exact.ts"
import type { Plan } from "../../bot/plan.ts"
import { type Averaging, averagingOrders, baseLots } from "./averaging.ts"

/** A price so far on a trade's good (bad, when negative) side of another, rounded away from it. */
export const awayFrom = (price: Price, share: bigint, long: boolean): Price => {
  const towards = long ? share : -share
  const scaled = BigInt(price) * (WHOLE + towards)
  return asPrice(towards >= 0n ? ceilDiv(scaled, WHOLE) : scaled / WHOLE)
}

/** Quote that an order ties up: its cost with its fee; on futures its margin and its fee. */
export const tiedUp = (
  market: Market,
  { leverage }: Pick<Averaging, "leverage">,
  price: Price,
  lots: Quantity,
  feeRate = market.makerFeeRate
): bigint => {
  if (leverage === undefined) return big(costWithFee(market, price, lots, feeRate))
  const notional = market.notional(price, lots)
  return ceilDiv(notional, leverage) + (isCharged(market, feeRate) ? market.feeFor(notional, lots, feeRate) : 0n)
}

/** What a bot that averages would do if it started now. Exits are those of the base order alone. */
export const planAveraging = (market: Market, averaging: Averaging, price: Price, loss: bigint | undefined): Plan => {
  const { long, target } = averaging
  const quantity = baseLots(market, averaging, averaging.planned, price)
  const cost = tiedUp(market, averaging, price, quantity, market.takerFeeRate)
  const takeProfit = target.share === undefined ? target.price : awayFrom(price, target.share, long)
  let committed = cost
  const resting: Array<Plan["resting"][number]> = averagingOrders(market, averaging, averaging.planned, price).map(
    (order) => {
      if (order.price > 0) committed += tiedUp(market, averaging, order.price, order.quantity)
      const problem =
        order.price <= 0
          ? averaging.between === undefined
            ? "its price would be zero or less"
            : "its price would be outside the bounds"
          : meetsMinimum(market, order.price, order.quantity)
            ? undefined
            : `${sizeWords(market, order.quantity)} is below the exchange's minimum`
      return {
        price: order.price,
        side: long ? ("BUY" as const) : ("SELL" as const),
        quantity: order.quantity,
        ...(problem === undefined ? {} : { problem })
      }
    }
  )
  if (takeProfit !== undefined && averaging.exits === undefined)
    resting.push({ price: takeProfit, side: long ? "SELL" : "BUY", quantity })
  return {
    base: { side: long ? "BUY" : "SELL", quantity, cost: asQuote(cost) },
    resting,
    committed: asQuote(committed),
    ...(loss === undefined ? {} : { stopPrice: awayFrom(price, -loss, long) }),
    ...(takeProfit === undefined ? {} : { takeProfitPrice: takeProfit })
  }
}
