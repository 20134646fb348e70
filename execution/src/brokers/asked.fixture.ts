import { expect } from "vitest"
import { ClientOrderId } from "@tradetower/domain/ids"
import type { Market } from "@tradetower/domain/market"
import type { OrderRequest } from "@tradetower/domain/order"

/** An order as text: `limit` is its price or trigger, `stop` that of a stop beside it, `room` how far beyond. */
export interface Written extends Omit<Partial<OrderRequest>, "quantity"> {
  readonly limit?: string
  readonly quantity?: string
  readonly room?: string
  readonly stop?: string
}
export const asked = (market: Market, { limit, quantity = "10", room, stop, ...more }: Written): OrderRequest => {
  const price = (text: string) => market.price(text) ?? expect.fail(`no price ${text}`)
  return {
    clientOrderId: ClientOrderId.make("tt-a1-GRID-7"),
    side: "BUY",
    type: "LIMIT",
    quantity: market.quantity(quantity) ?? expect.fail(`no quantity ${quantity}`),
    timeInForce: "GTC",
    reduceOnly: false,
    purpose: "GRID",
    ...(limit !== undefined && { price: price(limit) }),
    ...(stop !== undefined && { stopPrice: price(stop) }),
    ...(room !== undefined && { limitOffset: price(room) }),
    ...more
  }
}
