import type { OrderFacts, OrderRule } from "./order-facts.ts"

/** Whether a limit order does not trade at once at this price. */
const rests = ({ order: { price: limit, side, timeInForce, type }, price }: OrderFacts): boolean =>
  type === "LIMIT" &&
  timeInForce !== "IOC" &&
  limit !== undefined &&
  price !== undefined &&
  (side === "BUY" ? limit < price : limit > price)

/** A market that takes no such orders at present gets none, not even those that reduce a position (RISK-24). */
export const tradingRule: OrderRule = (facts) => {
  const { takes, why } = facts.trading
  const taken =
    takes === "ALL" ||
    // A stop rests; what it is when it is met, the exchange decides.
    (takes === "LIMIT" && facts.order.type !== "MARKET") ||
    (takes === "RESTING" && rests(facts))
  return taken ? undefined : { rule: "RISK-24", reason: "MARKET_CLOSED", message: why }
}
