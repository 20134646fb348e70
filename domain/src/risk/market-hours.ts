import type { Instrument } from "../market/instrument.ts"
import type { OrderFacts, Refusal } from "./order-facts.ts"
import { reduces } from "./reduces.ts"

/** Why a market takes no order at market outside the regular session; `undefined` when it takes it. */
export const hoursWords = (
  { assetClass, symbol }: Pick<Instrument, "assetClass" | "symbol">,
  session: OrderFacts["session"]
): string | undefined =>
  session === "REGULAR"
    ? undefined
    : assetClass === "FUTURES"
      ? `the market of ${symbol} is closed: it trades from Sunday 18:00 to Friday 17:00 New York time, with a break from 17:00 to 18:00, and not on holidays`
      : session === "CLOSED"
        ? `the market of ${symbol} is closed: orders are taken from 04:00 to 20:00 New York time on trading days`
        : `outside the regular session (09:30 to 16:00 New York time) ${symbol} takes limit orders only`

/**
 * Stocks and futures are traded in their sessions, stocks outside the regular one by limit orders only (RISK-12); what reduces a position
 * may go out at any time (RISK-3). Asked by the gate before every live order, and of every order of a backtest.
 */
export const hoursRule = ({
  market,
  order,
  session
}: Pick<OrderFacts, "market" | "order" | "session">): Refusal | undefined => {
  const message = hoursWords(market.instrument, session)
  if (message === undefined || reduces(market, order)) return undefined
  return session === "CLOSED" || order.type !== "LIMIT"
    ? { rule: "RISK-12", reason: "MARKET_CLOSED", message }
    : undefined
}
