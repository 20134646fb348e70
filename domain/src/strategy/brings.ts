import type { Market, Price } from "../market/market.ts"
import { valueOf } from "../market/value.ts"
import { strategyOf } from "./registry.ts"
import type { BotSettings } from "./settings.ts"
import type { Funds } from "./strategy.ts"

/** What a run is given at its start (LEDGER-2): what its books begin with. */
export const investedFunds = (market: Market, settings: BotSettings): Funds => {
  const strategy = strategyOf(settings)
  return { quote: strategy.invests(market, settings), base: strategy.investsBase?.(market, settings) ?? 0n }
}

/** What the account must hold when a run begins at a price; more than the investment for who sells what he has. */
export const bringsOf = (market: Market, settings: BotSettings, price: Price): Funds =>
  strategyOf(settings).brings?.(market, settings, price) ?? investedFunds(market, settings)

/** What a result's percents are of, in quote at a price: the investment, else what it was to pay for. */
export const stakeAt = (market: Market, settings: BotSettings, price: Price): bigint => {
  const own = investedFunds(market, settings)
  const first = strategyOf(settings).buysFirst?.(market, settings) ?? 0n
  const stake = own.quote + valueOf(market, price, own.base + first)
  return stake > 0n ? stake : bringsOf(market, settings, price).quote
}
