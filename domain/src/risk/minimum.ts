import type { OrderRule } from "./order-facts.ts"
import { notionalOf } from "./notional.ts"

/** No order below the exchange's minimum quantity or notional is sent (RISK-6). */
export const minimumRule: OrderRule = (facts) => {
  const { market, order } = facts
  const { instrument } = market
  if (order.quantity < market.minQuantity)
    return {
      rule: "RISK-6",
      reason: "BELOW_MINIMUM",
      message:
        `${market.quantityText(order.quantity)} ${instrument.base} is below the minimum: ` +
        `at least ${instrument.minQuantity} would work`
    }
  const notional = notionalOf(facts)
  if (notional !== undefined && notional < market.minNotional)
    return {
      rule: "RISK-6",
      reason: "BELOW_MINIMUM",
      message:
        `${market.quoteText(notional)} ${instrument.quote} is below the minimum: ` +
        `at least ${instrument.minNotional} would work`
    }
  return undefined
}
