import type { OrderRule } from "./order-facts.ts"

/** Leverage is at most the smaller of the trader's and the exchange's limit (RISK-9). */
export const leverageRule: OrderRule = ({ limits, market, order }) => {
  const asked = order.margin?.leverage
  if (asked === undefined) return undefined
  const { futures, symbol } = market.instrument
  const exchange = futures?.maxLeverage ?? 1
  const most = Math.min(limits.maxLeverage, exchange)
  if (asked <= most) return undefined
  return {
    rule: "RISK-9",
    reason: "RISK_LIMIT",
    message:
      exchange < limits.maxLeverage
        ? `${asked}x is more than ${symbol} allows at this exchange: ${exchange}x or less would work`
        : `${asked}x is more than your limit of ${limits.maxLeverage}x: use less, or raise the limit in Settings`
  }
}
