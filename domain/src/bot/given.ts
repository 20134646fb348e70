import type { Market, Price } from "../market/market.ts"
import { valueOf } from "../market/value.ts"
import type { Settings } from "./state.ts"
import type { Funds, Strategy } from "./strategy.ts"

/** What a run is given at its start (LEDGER-2): what its books begin with. */
export const givenTo = ({ money }: Strategy, market: Market, settings: Settings): Funds => ({
  quote: money.invests(market, settings),
  base: money.investsBase?.(market, settings) ?? 0n
})

/** What the account must hold when a run begins at a price; more than the investment for who sells what he has. */
export const broughtBy = (strategy: Strategy, market: Market, settings: Settings, price: Price): Funds =>
  strategy.money.brings?.(market, settings, price) ?? givenTo(strategy, market, settings)

/** What a result's percents are of, in quote at a price: the investment, else what it was to pay for. */
export const stakeIn = (strategy: Strategy, market: Market, settings: Settings, price: Price): bigint => {
  const own = givenTo(strategy, market, settings)
  const first = strategy.money.buysFirst?.(market, settings) ?? 0n
  const stake = own.quote + valueOf(market, price, own.base + first)
  return stake > 0n ? stake : broughtBy(strategy, market, settings, price).quote
}
