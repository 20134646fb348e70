import type { Market, Price } from "../market/market.ts"
import type { Decimal } from "../number/decimal.ts"
import { whole } from "../number/whole.ts"
import { costOf, lackingUnits } from "./btd/lacking.ts"
import type { BotSettings } from "./settings.ts"

/** What a dip buyer lacks of the base it invests, and what that costs with the fee of buying at market. */
export interface Lacking {
  readonly amount: Decimal
  readonly cost: Decimal
}

/** What settings lack where so much base is free; undefined: nothing, or they ask for no base. */
export const lackingOf = (market: Market, settings: BotSettings, free: string, price: Price): Lacking | undefined => {
  if (settings._tag !== "BTD") return undefined
  const units = lackingUnits(market, settings, free)
  if (units === 0n) return undefined
  return { amount: market.baseText(units), cost: market.quoteText(costOf(market, units, price)) }
}

/** Settings for a start where so much base is free: no more is bought first than is lacking then (BTD-10). */
export const buyingOnlyLacking = (market: Market, settings: BotSettings, free: string): BotSettings => {
  if (settings._tag !== "BTD" || settings.buyFirst === undefined) return settings
  const { buyFirst, ...rest } = settings
  const lacking = lackingUnits(market, settings, free)
  if (lacking === 0n) return rest
  return lacking < market.base(buyFirst) ? { ...rest, buyFirst: market.baseText(whole(lacking)) } : settings
}
