import { magnitude, share, WHOLE } from "../number/exact.ts"
import type { Decimal } from "../number/decimal.ts"
import type { OrderFacts, OrderRule, Refusal, ExposureFacts } from "./order-facts.ts"
import { notionalOf } from "./notional.ts"
import { RAISE } from "./limits.ts"

/** An amount in percent of what an account is worth, to one decimal, as text. */
export const percentOf = (amount: bigint, equity: bigint): string => {
  const tenths = equity <= 0n ? 0n : (amount * 1000n) / equity
  return `${tenths / 10n}.${tenths % 10n}`
}

/** Whether an amount is more than a percent of what an account is worth. */
export const exceeds = (amount: bigint, percent: Decimal, equity: bigint): boolean =>
  amount * WHOLE > share(percent) * equity

/** By how much the pair's position grows if the order fills; none when it only shrinks. */
const growth = ({ pair }: ExposureFacts, facts: OrderFacts): bigint => {
  const notional = notionalOf(facts)
  if (notional === undefined) return 0n
  const after = pair + (facts.order.side === "BUY" ? notional : -notional)
  const more = magnitude(after) - magnitude(pair)
  return more > 0n ? more : 0n
}

const refused = (what: string, before: bigint, more: bigint, percent: Decimal, equity: bigint): Refusal => ({
  rule: "RISK-14",
  reason: "RISK_LIMIT",
  message:
    `${what} would become ${percentOf(before + more, equity)} % of what the account is worth, above the limit of ` +
    `${percent} %: order less, close a position, or ${RAISE}`
})

/** All positions together stay within the limit (RISK-14). */
export const exposureRule: OrderRule = (facts) => {
  const { exposure, limits } = facts
  const percent = limits.maxExposurePercent
  if (exposure === undefined || percent === undefined || exposure.equity <= 0n) return undefined
  const more = growth(exposure, facts)
  if (more === 0n || !exceeds(exposure.total + more, percent, exposure.equity)) return undefined
  return refused("all positions together", exposure.total, more, percent, exposure.equity)
}

/** The position in one pair stays within the limit (RISK-14). */
export const pairRule: OrderRule = (facts) => {
  const { exposure, limits, market } = facts
  const percent = limits.maxPairPercent
  if (exposure === undefined || percent === undefined || exposure.equity <= 0n) return undefined
  const more = growth(exposure, facts)
  const before = magnitude(exposure.pair)
  if (more === 0n || !exceeds(before + more, percent, exposure.equity)) return undefined
  return refused(`the position in ${market.instrument.symbol}`, before, more, percent, exposure.equity)
}
