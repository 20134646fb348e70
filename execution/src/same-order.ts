import type { Market, Price, Quantity } from "@tradetower/domain/market"
import type { Side } from "@tradetower/domain/order"

/** What an order asks for; `price` is its limit or trigger. */
export interface Asked {
  readonly side: Side
  readonly price?: Price
  readonly quantity: Quantity
}

const words = (market: Market, { price, quantity, side }: Asked): string =>
  `${side} ${market.quantityText(quantity)} ${market.instrument.base}${price === undefined ? "" : ` at ${market.priceText(price)}`}`

/**
 * What an order that is there says other than the one that was asked for under its id, in words; nothing when they are the
 * same order. Every adapter compares so before it takes a duplicate for a success.
 */
export const differs = (market: Market, asked: Asked, there: Asked): string | undefined =>
  asked.side === there.side && asked.quantity === there.quantity && asked.price === there.price
    ? undefined
    : `${words(market, there)} is there under the id of ${words(market, asked)}`
