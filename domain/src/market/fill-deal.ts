import type { Decimal } from "../number/decimal.ts"
import { proportion, type Whole, whole } from "../number/whole.ts"
import type { Fill } from "../order/report.ts"
import { valueOf } from "./value.ts"
import type { Deal, Lots } from "./deal.ts"
import type { Market } from "./market.ts"

/** What a fill's fee was worth in quote, at its own price. */
export const feeValueOf = (market: Market, fill: Pick<Fill, "exactPrice" | "fee" | "price">, deal: Deal): Whole => {
  const { amount } = fill.fee
  if (fill.fee._tag === "Quote") return amount
  return fill.exactPrice === undefined
    ? whole(valueOf(market, fill.price, amount))
    : proportion(deal.notional, amount, deal.base)
}

/** What a fill came to, exactly, also where its price lies off the tick. */
export const dealOfFill = (
  market: Market,
  { exactPrice, price, quantity }: Lots & { readonly exactPrice?: Decimal }
): Deal => {
  const deal = market.deal(price, quantity)
  return exactPrice === undefined ? deal : { ...deal, notional: whole(market.exactNotional(exactPrice, quantity)) }
}
