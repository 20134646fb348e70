import { isCount } from "../number/whole.ts"
import type { OrderRule } from "./order-facts.ts"

/** Prices are whole ticks and quantities whole lots (RISK-5). */
export const formRule: OrderRule = ({ market: { instrument }, order }) => {
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
  return undefined
}
