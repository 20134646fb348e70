import type { Decimal } from "../number/decimal.ts"
import { whole } from "../number/whole.ts"
import type { Deal, Lots } from "./deal.ts"
import type { Market } from "./market.ts"

/** What a fill came to, exactly, also where its price lies off the tick. */
export const dealOfFill = (
  market: Market,
  { exactPrice, price, quantity }: Lots & { readonly exactPrice?: Decimal }
): Deal => {
  const deal = market.deal(price, quantity)
  return exactPrice === undefined ? deal : { ...deal, notional: whole(market.exactNotional(exactPrice, quantity)) }
}
