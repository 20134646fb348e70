import type { Market } from "../market/market.ts"
import type { Breach } from "./breach.ts"
import type { OrderRule } from "./order-facts.ts"

const DAY = 24 * 60 * 60 * 1000
/** A contract's end is announced this long before. */
export const EXPIRY_WARNING_DAYS = 7

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Nothing is opened in a contract any more, and what is open is closed, from so long before its end. */
const BEFORE_ITS_END = DAY

/** Nothing is opened in a contract that has ended, or ends within a day (RISK-13). */
export const expiryRule: OrderRule = ({ market, now }) => {
  const at = market.instrument.futures?.expiresAt
  if (at === undefined || now < at - BEFORE_ITS_END) return undefined
  const { symbol } = market.instrument
  return {
    rule: "RISK-13",
    reason: "RISK_LIMIT",
    message: `${symbol} ${now < at ? "expires" : "expired"} on ${dateOf(at)}: make a bot on a contract that still runs`
  }
}

/** A contract ends within a day: whatever trades it closes (RISK-27). */
export const expiryBreach = ({ instrument: { futures, symbol } }: Market, now: number): Breach | undefined => {
  const at = futures?.expiresAt
  if (at === undefined || now >= at || now < at - BEFORE_ITS_END) return undefined
  return {
    limit: "EXPIRY",
    rule: "RISK-27",
    message: `${symbol} expires on ${dateOf(at)}, and positions in it are closed a day before`
  }
}

/** What to tell a trader whose contract ends within seven days (RISK-13). */
export const expiryWarning = ({ instrument }: Market, now: number): string | undefined => {
  const at = instrument.futures?.expiresAt
  if (at === undefined || now >= at || at - now > EXPIRY_WARNING_DAYS * DAY) return undefined
  return `${instrument.symbol} expires on ${dateOf(at)}: close the position or move to a later contract before.`
}
