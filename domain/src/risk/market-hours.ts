import type { OrderRule } from "./order-facts.ts"

/** Stocks are traded in their sessions, outside the regular one by limit orders only (RISK-12). */
export const hoursRule: OrderRule = ({ market, order, session }) => {
  const { symbol } = market.instrument
  if (session === "CLOSED")
    return {
      rule: "RISK-12",
      reason: "MARKET_CLOSED",
      message: `the market of ${symbol} is closed: orders are taken from 04:00 to 20:00 New York time on trading days`
    }
  if (session !== "REGULAR" && order.type !== "LIMIT")
    return {
      rule: "RISK-12",
      reason: "MARKET_CLOSED",
      message: `outside the regular session (09:30 to 16:00 New York time) ${symbol} takes limit orders only`
    }
  return undefined
}
