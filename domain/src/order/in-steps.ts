import type { Market, Price } from "../market/market.ts"
import type { OrderRequest } from "./order.ts"

/** The price an order goes out with, where not every tick may be one: never better than asked, a stop never sooner (ORDER-8). */
export const orderPrice = (
  market: Market,
  { price, side, type }: Pick<OrderRequest, "side" | "type"> & { readonly price: Price }
): Price => market.orderPrice(price, (side === "BUY") === (type === "LIMIT") ? "DOWN" : "UP")

/** An order at prices that it may have on a market; the same one where it has such already. */
export const inSteps = (market: Market, { price, stopPrice, ...order }: OrderRequest): OrderRequest => ({
  ...order,
  ...(price !== undefined && { price: orderPrice(market, { ...order, price }) }),
  ...(stopPrice !== undefined && { stopPrice: orderPrice(market, { ...order, price: stopPrice, type: "STOP" }) })
})
