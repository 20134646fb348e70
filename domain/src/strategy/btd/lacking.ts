import { costWithFee } from "../../bot/run.ts"
import type { Market, Price } from "../../market/market.ts"
import { cut } from "../../number/decimal-units.ts"
import { ceilDiv } from "../../number/exact.ts"
import { big } from "../../number/whole.ts"
import { grossLots, marketReserve } from "../ladder/size.ts"
import type { BtdSettings } from "./settings.ts"

/** Base units it buys before it begins, of those it invests (BTD-10). */
export const buysFirst = (market: Market, settings: BtdSettings): bigint =>
  settings.buyFirst === undefined ? 0n : market.base(settings.buyFirst)

/** Quote that buying so many base units at market takes at a price, with the taker's fee. */
export const costOf = (market: Market, base: bigint, price: Price): bigint =>
  base <= 0n ? 0n : big(costWithFee(market, price, grossLots(market, market.lotsIn(base)), market.takerFeeRate))

/** Quote that is held back for buying so many base units at market: with slippage. */
export const reservedForFirst = (market: Market, base: bigint, price: Price): bigint =>
  costOf(market, base, marketReserve(price))

/** Base units lacking where so much base is free, up to a whole lot. */
export const lackingUnits = (market: Market, { investment }: BtdSettings, free: string): bigint => {
  const lot = market.base(market.instrument.lotSize)
  const wanted = BigInt(market.lotsIn(market.base(investment))) * lot
  const has = cut(free, market.baseDecimals)
  return has >= wanted ? 0n : ceilDiv(wanted - has, lot) * lot
}
