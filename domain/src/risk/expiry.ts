import type { Market } from "../market/market.ts"
import type { OrderRule } from "./order-facts.ts"

const DAY = 24 * 60 * 60 * 1000
/** A contract's end is announced this long before. */
export const EXPIRY_WARNING_DAYS = 7

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Nothing is opened in a contract that has ended (RISK-13). */
export const expiryRule: OrderRule = ({ market, now }) => {
  const at = market.instrument.futures?.expiresAt
  if (at === undefined || now < at) return undefined
  const { symbol } = market.instrument
  return {
    rule: "RISK-13",
    reason: "RISK_LIMIT",
    message: `${symbol} expired on ${dateOf(at)}: make a bot on a contract that still runs`
  }
}

/** What to tell a trader whose contract ends within seven days (RISK-13). */
export const expiryWarning = ({ instrument }: Market, now: number): string | undefined => {
  const at = instrument.futures?.expiresAt
  if (at === undefined || now >= at || at - now > EXPIRY_WARNING_DAYS * DAY) return undefined
  return `${instrument.symbol} expires on ${dateOf(at)}: close the position or move to a later contract before.`
}
