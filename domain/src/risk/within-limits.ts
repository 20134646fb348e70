import type { TermsName } from "../terms/list.ts"
import type { Market, Price } from "../market/market.ts"
import { amountWords, moneyWords } from "../market/words.ts"
import type { BotSettings } from "../strategy/settings.ts"
import type { Plan, Problem } from "../bot/plan.ts"
import { validateSettings } from "../strategy/validate.ts"
import { leverageProblem, mostLeverage } from "./leverage.ts"
import { type OrderLimits, RAISE } from "./limits.ts"

/**
 * Why settings can't work on a market for a trader with these limits. More leverage than allowed is judged as if it were
 * what is allowed, so that what is said to do really would (RISK-9).
 */
export const problemsWithin = (
  market: Market,
  limits: Pick<OrderLimits, "maxLeverage">,
  settings: BotSettings,
  price?: Price,
  terms?: TermsName
): ReadonlyArray<Problem> => {
  const beyond = leverageProblem(market, limits, settings)
  if (beyond === undefined) return validateSettings(market, settings, price, terms)
  const allowed = "leverage" in settings ? { ...settings, leverage: mostLeverage(market, limits) } : settings
  const found = validateSettings(market, allowed, price, terms)
  return found.some(({ field }) => field === beyond.field) ? found : [beyond, ...found]
}

/** What of a plan the risk engine would refuse at once: its largest order, when that is over the limit (RISK-8). */
export const planBeyond = (
  market: Market,
  limits: Pick<OrderLimits, "maxOrderNotional">,
  { base, resting }: Plan,
  price: Price
): string | undefined => {
  const orders = [...(base === undefined ? [] : [{ ...base, price }]), ...resting.filter((order) => order.price > 0)]
  const sizes = orders.map((order) => market.notional(order.price, order.quantity))
  const largest = sizes.reduce((most, size) => (size > most ? size : most), market.quote("0"))
  if (largest <= market.quote(limits.maxOrderNotional)) return undefined
  const limit = amountWords(limits.maxOrderNotional, market.instrument.quote)
  return `Its largest order of ${moneyWords(market, largest)} is over your limit of ${limit} and would be refused: use less, or ${RAISE}.`
}
