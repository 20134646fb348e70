import { scaleOf } from "../market/value.ts"
import { asBase, asPrice, asQuote } from "../number/exact.ts"
import type { RunState } from "./state.ts"
import type { RunConfig } from "./step.ts"
import type { RunSummary } from "./summary.ts"

/** What a screen shows of a run. */
export const summarize = (config: RunConfig, state: RunState): RunSummary => {
  const { market } = config
  const { quote, base } = state.ledger
  let unknown = 0
  for (const order of state.orders.values()) if (order.status === "UNKNOWN") unknown += 1
  const { cell, lot } = scaleOf(market)
  const average = base.position === 0n ? 0n : (quote.cost * lot) / (base.position * cell)
  return {
    state: state.life,
    since: state.since,
    reason: state.reason,
    invested: market.quoteText(asQuote(-quote.capital)),
    tradingProfit: market.quoteText(asQuote(-quote.profit)),
    fees: market.quoteText(asQuote(quote.fees + quote.funding)),
    position: market.baseText(asBase(base.position)),
    positionCost: market.quoteText(asQuote(quote.cost)),
    ...(average > 0n ? { averageEntry: market.priceText(asPrice(average)) } : {}),
    ...(state.startPrice > 0 ? { startPrice: market.priceText(state.startPrice) } : {}),
    fills: state.fills,
    roundTrips: state.roundTrips,
    openOrders: state.orders.size,
    unknownOrders: unknown
  }
}
