import type { OrderRule } from "./order-facts.ts"
import { isInWholeUnits } from "../market/whole-units.ts"
import { sizeWords } from "../market/words.ts"

/** Whole units only where the instrument can't be split (RISK-7), however fine its lot. */
export const wholeSharesRule: OrderRule = ({ market, order }) => {
  const { base, wholeShares } = market.instrument
  if (wholeShares !== true) return undefined
  if (isInWholeUnits(market, order.quantity)) return undefined
  const whole = market.baseOf(order.quantity) / 10n ** BigInt(market.baseDecimals)
  return {
    rule: "RISK-7",
    reason: "RISK_LIMIT",
    message:
      `${sizeWords(market, order.quantity)} is not a whole number, and ${base} can't be split: ` +
      (whole === 0n ? "1 would work" : `${whole} or ${whole + 1n} would work`)
  }
}
