import { dayTradeRule } from "./day-trade.ts"
import { expiryRule } from "./expiry.ts"
import { exposureRule, pairRule } from "./exposure.ts"
import { formRule } from "./form.ts"
import { haltRule } from "./halt.ts"
import { hoursRule } from "./market-hours.ts"
import { leverageRule } from "./leverage.ts"
import { minimumRule } from "./minimum.ts"
import { notionalRule } from "./notional.ts"
import type { OrderFacts, OrderRule, Refusal } from "./order-facts.ts"
import { rateRule } from "./rate-rule.ts"
import { reduces } from "./reduces.ts"
import { tradingRule } from "./trading.ts"
import { wholeSharesRule } from "./whole-shares.ts"

/** For orders that may enlarge a position. */
const entering: ReadonlyArray<OrderRule> = [
  haltRule,
  minimumRule,
  wholeSharesRule,
  notionalRule,
  leverageRule,
  expiryRule,
  hoursRule,
  dayTradeRule,
  exposureRule,
  pairRule,
  rateRule
]

const none: ReadonlyArray<Refusal> = []

/**
 * Every reason why an order may not go out now (RISK-1); none: it may. Funds are judged apart (`funds.ts`), because only
 * the exchange knows them.
 */
export const checkOrder = (facts: OrderFacts): ReadonlyArray<Refusal> => {
  const misshapen = formRule(facts)
  // Nothing else can be said of what is no order at all.
  if (misshapen !== undefined) return [misshapen]
  const untaken = tradingRule(facts)
  if (untaken !== undefined) return [untaken]
  if (reduces(facts.market, facts.order)) return none
  let refusals: Array<Refusal> | undefined
  for (const rule of entering) {
    const refusal = rule(facts)
    if (refusal !== undefined) (refusals ??= []).push(refusal)
  }
  return refusals ?? none
}

/** Several refusals as the one an order is rejected with: all their words, the first one's reason. */
export const oneRefusal = (refusals: ReadonlyArray<Refusal>): Refusal | undefined => {
  const [first, ...others] = refusals
  if (first === undefined || others.length === 0) return first
  return { ...first, message: refusals.map(({ message }) => message).join("; ") }
}
