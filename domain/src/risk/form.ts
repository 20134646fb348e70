import { isCount } from "../number/whole.ts"
import type { OrderRule } from "./order-facts.ts"

/** Prices are whole ticks and quantities whole lots (RISK-5). */
export const formRule: OrderRule = ({ market, order }) => {
  const { instrument } = market
  if (!isCount(order.quantity))
    return {
      rule: "RISK-5",
      reason: "INVALID",
      message: `the quantity must be a positive multiple of ${instrument.lotSize} ${instrument.base}`
    }
  if (order.type !== "MARKET" && (order.price === undefined || !isCount(order.price)))
    return {
      rule: "RISK-5",
      reason: "INVALID",
      message: `a ${order.type} order needs a price that is a multiple of ${instrument.tickSize} ${instrument.quote}`
    }
  if (order.price !== undefined && market.orderPrice(order.price, "DOWN") !== order.price)
    return {
      rule: "RISK-5",
      reason: "INVALID",
      message: `${instrument.symbol} takes no order at ${market.priceText(order.price)}: at ${market.priceText(market.orderPrice(order.price, "DOWN"))} it does`
    }
  return undefined
}
