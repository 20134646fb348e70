import { broughtBy, givenTo, stakeIn } from "../bot/given.ts"
import type { Funds } from "../bot/strategy.ts"
import type { Market, Price } from "../market/market.ts"
import { strategyOf } from "./registry.ts"
import type { BotSettings } from "./settings.ts"

/** What a run with such settings is given at its start (LEDGER-2). */
export const investedFunds = (market: Market, settings: BotSettings): Funds =>
  givenTo(strategyOf(settings), market, settings)

/** What the account must hold when a run with such settings begins at a price. */
export const bringsOf = (market: Market, settings: BotSettings, price: Price): Funds =>
  broughtBy(strategyOf(settings), market, settings, price)

/** What the percents of a result with such settings are of, in quote at a price. */
export const stakeAt = (market: Market, settings: BotSettings, price: Price): bigint =>
  stakeIn(strategyOf(settings), market, settings, price)
