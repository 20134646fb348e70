import type { OrderFacts, Refusal } from "./order-facts.ts"
import { reduces } from "./reduces.ts"

/**
 * Stocks are traded in their sessions, outside the regular one by limit orders only (RISK-12); what reduces a position
 * may go out at any time (RISK-3). Asked by the gate before every live order, and of every order of a backtest.
 */
export const hoursRule = ({
  market,
  order,
  session
}: Pick<OrderFacts, "market" | "order" | "session">): Refusal | undefined => {
  if (session === "REGULAR" || reduces(market, order)) return undefined
  const { symbol } = market.instrument
  if (session === "CLOSED")
    return {
      rule: "RISK-12",
      reason: "MARKET_CLOSED",
      message: `the market of ${symbol} is closed: orders are taken from 04:00 to 20:00 New York time on trading days`
    }
  if (order.type !== "LIMIT")
    return {
      rule: "RISK-12",
      reason: "MARKET_CLOSED",
      message: `outside the regular session (09:30 to 16:00 New York time) ${symbol} takes limit orders only`
    }
  return undefined
}
