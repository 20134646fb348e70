import type { Quote } from "../market/market.ts"
import { amountWords, moneyWords } from "../market/words.ts"
import type { OrderFacts, OrderRule } from "./order-facts.ts"
import { RAISE } from "./limits.ts"

/** Price times quantity, in quote: at its own price, or at the last one; unknown while there is none. */
export const notionalOf = ({ market, order, price }: OrderFacts): Quote | undefined => {
  const at = order.type === "MARKET" ? price : order.price
  return at === undefined ? undefined : market.notional(at, order.quantity)
}

/** No order is larger than the limit (RISK-8). */
export const notionalRule: OrderRule = (facts) => {
  const { limits, market } = facts
  const notional = notionalOf(facts)
  if (notional === undefined || notional <= market.quote(limits.maxOrderNotional)) return undefined
  return {
    rule: "RISK-8",
    reason: "RISK_LIMIT",
    message:
      `an order of ${moneyWords(market, notional)} is larger than the limit of ` +
      `${amountWords(limits.maxOrderNotional, market.instrument.quote)}: order less, or ${RAISE}`
  }
}
