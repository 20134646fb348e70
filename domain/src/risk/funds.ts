import type { Market, Price } from "../market/market.ts"
import { amountWords, neededWords } from "../market/words.ts"
import { fineText, PLACES } from "../number/decimal-units.ts"
import type { OrderRequest, Side } from "../order/order.ts"
import type { Fill } from "../order/report.ts"
import type { Refusal } from "./order-facts.ts"
import { reduces } from "./reduces.ts"

/** What an order ties up, of which asset, in units of `10^-18`. */
export interface Need {
  readonly asset: string
  readonly amount: bigint
}

const inAsset = (amount: bigint, decimals: number): bigint =>
  decimals <= PLACES ? amount * 10n ** BigInt(PLACES - decimals) : amount / 10n ** BigInt(decimals - PLACES)

/** A limit beyond the market takes at the market. */
const lower = (limit: Price | undefined, last: Price | undefined): Price | undefined =>
  limit === undefined || last === undefined ? last : limit < last ? limit : last

/**
 * What the exchange will hold back for an order at the least (RISK-11): never more than it really asks, so that only an
 * order which must be refused is. A buy its notional at its own price, with the maker's fee where fees are paid in quote;
 * on futures the margin; a spot sale its base. `undefined`: it ties up nothing, or no price is known.
 */
export const needOf = (market: Market, order: OrderRequest, price: Price | undefined): Need | undefined => {
  if (reduces(market, order)) return undefined
  const { base, feeAsset, kind, quote } = market.instrument
  if (kind === "SPOT" && order.side === "SELL")
    return { asset: base, amount: inAsset(market.baseOf(order.quantity), market.baseDecimals) }
  const at = order.type === "STOP" ? order.price : lower(order.price, price)
  if (at === undefined) return undefined
  const notional = market.notional(at, order.quantity)
  if (kind === "FUTURES")
    return { asset: quote, amount: inAsset(notional / BigInt(order.margin?.leverage ?? 1), market.quoteDecimals) }
  const fee =
    order.type === "LIMIT" && feeAsset === "QUOTE" && market.makerFeeRate > 0n
      ? market.feeOn(notional, market.makerFeeRate)
      : 0n
  return { asset: quote, amount: inAsset(notional + fee, market.quoteDecimals) }
}

/** What a trade on a spot market brings in, less what it costs of that (RISK-11). */
export const broughtBy = (market: Market, side: Side, { exactPrice, fee, price, quantity }: Fill): Need => {
  const { base, quote } = market.instrument
  const cost = (of: Fill["fee"]["_tag"]) => (fee._tag === of ? BigInt(fee.amount) : 0n)
  if (side === "BUY")
    return { asset: base, amount: inAsset(market.baseOf(quantity) - cost("Base"), market.baseDecimals) }
  const notional =
    exactPrice === undefined ? market.notional(price, quantity) : market.exactNotional(exactPrice, quantity)
  return { asset: quote, amount: inAsset(notional - cost("Quote"), market.quoteDecimals) }
}

/** Refuses an order for which the account, as the exchange just told it, has too little (RISK-11). */
export const fundsRefusal = ({ amount, asset }: Need, free: bigint): Refusal | undefined =>
  amount <= free
    ? undefined
    : {
        rule: "RISK-11",
        reason: "INSUFFICIENT_FUNDS",
        message: `needs ${neededWords(fineText(amount), asset)}, ${amountWords(fineText(free), asset)} is free`,
        missing: { asset, amount: fineText(amount - free) }
      }
