import { costWithFee } from "../../bot/run.ts"
import type { Market, Price } from "../../market/market.ts"
import type { Decimal } from "../../number/decimal.ts"
import { cut } from "../../number/decimal-units.ts"
import { ceilDiv } from "../../number/exact.ts"
import { big, whole } from "../../number/whole.ts"
import { grossLots, marketReserve } from "../ladder/size.ts"
import type { BotSettings } from "../settings.ts"
import type { BtdSettings } from "./settings.ts"

/** Base units it buys before it begins, of those it invests (BTD-10). */
export const buysFirst = (market: Market, settings: BtdSettings): bigint =>
  settings.buyFirst === undefined ? 0n : market.base(settings.buyFirst)

/** Quote that buying so many base units at market takes at a price, with the taker's fee. */
const costOf = (market: Market, base: bigint, price: Price): bigint =>
  base <= 0n ? 0n : big(costWithFee(market, price, grossLots(market, market.lotsIn(base)), market.takerFeeRate))

/** Quote that is held back for buying so many base units at market: with slippage. */
export const reservedForFirst = (market: Market, base: bigint, price: Price): bigint =>
  costOf(market, base, marketReserve(price))

/** Base units lacking where so much base is free, up to a whole lot. */
const lackingUnits = (market: Market, { investment }: BtdSettings, free: string): bigint => {
  const lot = market.base(market.instrument.lotSize)
  const wanted = BigInt(market.lotsIn(market.base(investment))) * lot
  const has = cut(free, market.baseDecimals)
  return has >= wanted ? 0n : ceilDiv(wanted - has, lot) * lot
}

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
