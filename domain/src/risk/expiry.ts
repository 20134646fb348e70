import { tradingDayBefore } from "../calendar/globex.ts"
import type { Instrument } from "../market/instrument.ts"
import type { Market } from "../market/market.ts"
import type { Breach } from "./breach.ts"
import type { OrderRule } from "./order-facts.ts"

const DAY = 24 * 60 * 60 * 1000
/** A contract's end is announced this long before. */
export const EXPIRY_WARNING_DAYS = 7

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Nothing is opened in a contract any more, and what is open is closed, from so long before its end. */
const BEFORE_ITS_END = DAY

/**
 * From when on nothing is opened in a contract any more, and why: a trading day before it may only be closed, or a day
 * before its end. Undefined of one that goes on.
 */
export const lastEntry = ({
  futures,
  symbol
}: Pick<Instrument, "futures" | "symbol">): { readonly at: number; readonly words: string } | undefined => {
  const { closingOnlyAt, expiresAt = Infinity } = futures ?? {}
  const end = expiresAt - BEFORE_ITS_END
  const closing = closingOnlyAt === undefined ? Infinity : tradingDayBefore(closingOnlyAt)
  if (closingOnlyAt !== undefined && closing < end)
    return { at: closing, words: `${symbol} can only be closed from ${dateOf(closingOnlyAt)} on` }
  return expiresAt === Infinity ? undefined : { at: end, words: `${symbol} expires on ${dateOf(expiresAt)}` }
}

/** What to do about a contract that ends, in words. */
export const goesOn = ({ futures }: Pick<Instrument, "futures">): string =>
  futures?.rollTarget === undefined
    ? "make a bot on a contract that still runs"
    : `make a bot on ${futures.rollTarget}, which goes on`

/** Nothing is opened in a contract that has ended, ends within a day, or may only be closed (RISK-13). */
export const expiryRule: OrderRule = ({ market: { instrument }, now }) => {
  const last = lastEntry(instrument)
  if (last === undefined || now < last.at) return undefined
  const ended = now >= (instrument.futures?.expiresAt ?? Infinity)
  return {
    rule: "RISK-13",
    reason: "RISK_LIMIT",
    message: `${ended ? last.words.replace("expires", "expired") : last.words}: ${goesOn(instrument)}`
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

/** What to tell a trader in whose contract nothing more is opened soon, seven days before that or its end (RISK-13). */
export const expiryWarning = ({ instrument }: Market, now: number): string | undefined => {
  const { closingOnlyAt = Infinity, expiresAt: end = Infinity } = instrument.futures ?? {}
  const last = lastEntry(instrument)
  if (last === undefined || now >= end || Math.min(closingOnlyAt, end) - now > EXPIRY_WARNING_DAYS * DAY)
    return undefined
  return `${last.words}: close the position, or ${goesOn(instrument)}. Nothing is moved to another contract by itself.`
}
