import type { Market } from "../market/market.ts"
import { strategyOf } from "../strategy/registry.ts"
import type { BotSettings } from "../strategy/settings.ts"
import type { Problem } from "../bot/plan.ts"
import { type OrderLimits, RAISE } from "./limits.ts"
import type { OrderRule } from "./order-facts.ts"

/** Leverage is at most the smaller of the trader's and the exchange's limit (RISK-9). */
export const leverageRule: OrderRule = ({ limits, market, order }) => {
  const message = tooMuch(market, limits, order.margin?.leverage)
  return message === undefined ? undefined : { rule: "RISK-9", reason: "RISK_LIMIT", message }
}

/** The same of a bot's settings, before there is any order. */
export const leverageProblem = (
  market: Market,
  limits: Pick<OrderLimits, "maxLeverage">,
  settings: BotSettings
): Problem | undefined => {
  const margin = market.instrument.kind === "FUTURES" ? strategyOf(settings).money.margin?.(settings) : undefined
  const message = tooMuch(market, limits, margin?.leverage)
  return message === undefined ? undefined : { field: "leverage", message }
}

/** The smaller of the trader's and the exchange's limit. */
export const mostLeverage = (market: Market, limits: Pick<OrderLimits, "maxLeverage">): number =>
  Math.min(limits.maxLeverage, market.instrument.futures?.maxLeverage ?? 1)

const tooMuch = (
  market: Market,
  limits: Pick<OrderLimits, "maxLeverage">,
  asked: number | undefined
): string | undefined => {
  if (asked === undefined || asked <= mostLeverage(market, limits)) return undefined
  const { futures, symbol } = market.instrument
  const exchange = futures?.maxLeverage ?? 1
  return exchange < limits.maxLeverage
    ? `${asked}x is more than ${symbol} allows at this exchange: ${exchange}x or less would work`
    : `${asked}x is more than your limit of ${limits.maxLeverage}x: use less, or ${RAISE}`
}
