import { ClientOrderId } from "@tradetower/domain/ids"
import type { Market, Price, Quantity } from "@tradetower/domain/market"
import type { OrderRequest } from "@tradetower/domain/order"

/** A price written as text; throws where the market has none such. */
export const priceOn = (market: Market, text: string): Price => {
  const price = market.price(text)
  if (price === undefined) throw new RangeError(`${market.instrument.symbol} has no price ${text}`)
  return price
}

/** A quantity written as text, in lots; throws where the market has none such. */
export const lotsOn = (market: Market, text: string): Quantity => {
  const lots = market.quantity(text)
  if (lots === undefined) throw new RangeError(`${market.instrument.symbol} has no quantity ${text}`)
  return lots
}

/** A buy at a limit, as a grid asks for one; price and quantity as text. */
export const limitBuy = (market: Market, id: string, price: string, quantity: string): OrderRequest => ({
  clientOrderId: ClientOrderId.make(id),
  side: "BUY",
  type: "LIMIT",
  price: priceOn(market, price),
  quantity: lotsOn(market, quantity),
  timeInForce: "GTC",
  reduceOnly: false,
  purpose: "GRID"
})
