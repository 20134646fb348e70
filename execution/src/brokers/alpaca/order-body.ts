import type { Market, Price } from "@tradetower/domain/market"
import { asQuantity } from "@tradetower/domain/number"
import type { OrderRequest } from "@tradetower/domain/order"
import { theirs } from "./instruments.ts"

/** What Alpaca does not take: the end of a sentence that begins with its name. */
export class NotTaken {
  readonly why: string
  constructor(why: string) {
    this.why = why
  }
}

const sides = { BUY: "buy", SELL: "sell" } as const
const times = { GTC: "gtc", DAY: "day", IOC: "ioc" } as const

/** The limit of a stop that is triggered: beyond it by its offset. */
const beyond = (market: Market, { limitOffset, side }: OrderRequest, trigger: Price): Price => {
  const offset = Number(limitOffset ?? 0)
  const at = side === "SELL" ? trigger - offset : trigger + offset
  return market.orderPrice(Math.max(at, 1) as Price, side === "SELL" ? "DOWN" : "UP")
}

/** Why Alpaca takes no such order; undefined where it does. */
const problem = (market: Market, order: OrderRequest, isStock: boolean): string | undefined => {
  const { limitOffset, postOnly, price, session, stopPrice, timeInForce, type } = order
  if (order.margin !== undefined) return "has no leverage to set for an order"
  if (postOnly === true) return "has no orders that only rest"
  if (type !== "MARKET" && price === undefined) return `takes no ${type.toLowerCase()} order without its price`
  if (stopPrice !== undefined && !isStock) return "keeps no stop beside an exit for coins"
  if (stopPrice !== undefined && (type !== "LIMIT" || timeInForce === "IOC"))
    return "keeps a stop beside a limit order that rests, and beside no other"
  if (type === "STOP" && timeInForce === "IOC") return "takes no stop that is to fill at once"
  if (type === "STOP" && !isStock && limitOffset === undefined)
    return "takes a stop for coins only with how far beyond its trigger it may trade"
  if (timeInForce === "DAY" && !isStock) return "has no orders for a day for coins, which trade around the clock"
  if (type === "MARKET" && timeInForce === "GTC" && isStock) return "takes orders at market for the day, or at once"
  if (session === "EXTENDED" && (!isStock || type !== "LIMIT" || timeInForce === "IOC" || stopPrice !== undefined))
    return "takes limit orders for the day or until cancelled, and no other, outside regular hours"
  const whole = market.quantityText(order.quantity)
  const { extendedFractions, fractionable } = market.instrument
  if (isStock && whole.includes(".")) {
    if (fractionable === false) return "takes orders for whole shares of it only"
    if (timeInForce !== "DAY" || stopPrice !== undefined)
      return "takes an order for a fraction of a share for the day only"
    if (session === "EXTENDED" && extendedFractions !== true)
      return "takes an order for a fraction of it in regular hours only"
  }
  return order.quantity <= asQuantity(0) ? "takes no order for nothing" : undefined
}

/** The body that asks Alpaca for an order: every number as text, exactly; or why there is none. */
export const orderBody = (market: Market, order: OrderRequest): string | NotTaken => {
  const isStock = market.instrument.assetClass === "EQUITY"
  const why = problem(market, order, isStock)
  if (why !== undefined) return new NotTaken(why)
  const { clientOrderId, limitOffset, price, quantity, session, side, stopPrice, timeInForce, type } = order
  const text = (at: Price) => market.priceText(at)
  const limited = limitOffset !== undefined
  const asked = {
    symbol: theirs(market.instrument),
    qty: market.quantityText(quantity),
    side: sides[side],
    type: type === "STOP" && limited ? "stop_limit" : type.toLowerCase(),
    time_in_force: times[timeInForce],
    client_order_id: clientOrderId
  }
  const prices =
    price === undefined
      ? {}
      : type === "STOP"
        ? { stop_price: text(price), ...(limited && { limit_price: text(beyond(market, order, price)) }) }
        : stopPrice === undefined
          ? { limit_price: text(price) }
          : {
              order_class: "oco",
              take_profit: { limit_price: text(price) },
              stop_loss: {
                stop_price: text(stopPrice),
                ...(limited && { limit_price: text(beyond(market, order, stopPrice)) })
              }
            }
  return JSON.stringify({ ...asked, ...prices, ...(session === "EXTENDED" && { extended_hours: true }) })
}
