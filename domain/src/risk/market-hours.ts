import type { OrderFacts, Refusal } from "./order-facts.ts"
import { reduces } from "./reduces.ts"

/** Why a market takes no order at market outside the regular session; `undefined` when it takes it. */
export const hoursWords = (symbol: string, session: OrderFacts["session"]): string | undefined =>
  session === "REGULAR"
    ? undefined
    : session === "CLOSED"
      ? `the market of ${symbol} is closed: orders are taken from 04:00 to 20:00 New York time on trading days`
      : `outside the regular session (09:30 to 16:00 New York time) ${symbol} takes limit orders only`

/**
 * Stocks are traded in their sessions, outside the regular one by limit orders only (RISK-12); what reduces a position
 * may go out at any time (RISK-3). Asked by the gate before every live order, and of every order of a backtest.
 */
export const hoursRule = ({
  market,
  order,
  session
}: Pick<OrderFacts, "market" | "order" | "session">): Refusal | undefined => {
  const message = hoursWords(market.instrument.symbol, session)
  if (message === undefined || reduces(market, order)) return undefined
  return session === "CLOSED" || order.type !== "LIMIT"
    ? { rule: "RISK-12", reason: "MARKET_CLOSED", message }
    : undefined
}
