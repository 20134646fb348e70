import type { OrderRule } from "./order-facts.ts"
import { notionalOf } from "./notional.ts"
import { amountWords, moneyWords, sizeWords } from "../market/words.ts"

/** No order below the exchange's minimum quantity or notional is sent (RISK-6). */
export const minimumRule: OrderRule = (facts) => {
  const { market, order } = facts
  const { instrument } = market
  if (order.quantity < market.minQuantity)
    return {
      rule: "RISK-6",
      reason: "BELOW_MINIMUM",
      message: `${sizeWords(market, order.quantity)} is below the minimum: at least ${amountWords(instrument.minQuantity, instrument.base)} would work`
    }
  const notional = notionalOf(facts)
  if (notional !== undefined && notional < market.minNotional)
    return {
      rule: "RISK-6",
      reason: "BELOW_MINIMUM",
      message: `${moneyWords(market, notional)} is below the minimum: at least ${amountWords(instrument.minNotional, instrument.quote)} would work`
    }
  return undefined
}
