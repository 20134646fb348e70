import { scaleOf, valueOf } from "../market/value.ts"
import { strategyOf } from "../strategy/registry.ts"
import { asBase, asPrice, asQuote } from "../number/exact.ts"
import { keepsSomething } from "./kept.ts"
import { liquidation } from "./margin.ts"
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
  const strategy = strategyOf(state.settings)
  const figures = strategy.figures?.(market, state) ?? []
  const anchor = strategy.anchor?.(state) ?? 0
  const invested = strategy.countsIn === "BASE" ? valueOf(market, state.startPrice, base.stock) : -quote.capital
  const margin = market.instrument.kind === "FUTURES" ? strategy.margin?.(state.settings) : undefined
  const liquidated = liquidation({ margin, market, state })
  return {
    state: state.life,
    since: state.since,
    reason: state.reason,
    invested: market.quoteText(asQuote(invested)),
    tradingProfit: market.quoteText(asQuote(-quote.profit)),
    fees: market.quoteText(asQuote(quote.fees + quote.funding)),
    position: market.baseText(asBase(base.position)),
    positionCost: market.quoteText(asQuote(quote.cost)),
    ...(average > 0n ? { averageEntry: market.priceText(asPrice(average)) } : {}),
    ...(state.startPrice > 0 ? { startPrice: market.priceText(state.startPrice) } : {}),
    ...(liquidated > 0 ? { liquidationPrice: market.priceText(liquidated) } : {}),
    fills: state.fills,
    roundTrips: state.roundTrips,
    openOrders: state.orders.size,
    unknownOrders: unknown,
    ...(keepsSomething({ market, state, strategy }) ? { kept: true as const } : {}),
    ...(anchor > 0 ? { anchor: market.priceText(asPrice(anchor)) } : {}),
    ...(strategy.countsIn === "BASE"
      ? {
          profitIn: "BASE" as const,
          ofBase: {
            invested: market.baseText(asBase(base.stock)),
            tradingProfit: market.baseText(asBase(strategy.profitInBase?.(state) ?? 0n)),
            held: market.baseText(asBase(base.stock + base.position))
          }
        }
      : {}),
    ...(figures.length === 0 ? {} : { figures })
  }
}
