import type { Market, Price } from "@tradetower/domain/market"
import { asQuantity, Decimal } from "@tradetower/domain/number"
import type { OrderRequest } from "@tradetower/domain/order"
import type { Traded } from "./account-markets.ts"
import { isContract } from "./account-markets.ts"

/** What tastytrade does not take: the end of a sentence that begins with its name. */
export class NotTaken {
  readonly why: string
  constructor(why: string) {
    this.why = why
  }
}

/** An order in tastytrade's words: whole and where it is sent, below the account. */
export interface OrderBody {
  readonly path: "/orders" | "/complex-orders"
  readonly body: string
}

const SOURCE = "tradingtower"

/** Why tastytrade takes no such order; undefined where it does. */
const problem = (market: Market, order: OrderRequest): string | undefined => {
  const { postOnly, price, session, stopPrice, timeInForce, type } = order
  if (order.quantity <= asQuantity(0)) return "takes no order for nothing"
  if (postOnly === true) return "has no orders that only rest"
  if (type !== "MARKET" && price === undefined) return `takes no ${type.toLowerCase()} order without its price`
  if (stopPrice !== undefined && (type !== "LIMIT" || timeInForce === "IOC"))
    return "keeps a stop beside a limit order that rests, and beside no other"
  if (type === "STOP" && timeInForce === "IOC") return "takes no stop that is to fill at once"
  if (
    session === "EXTENDED" &&
    (isContract(market) || type !== "LIMIT" || timeInForce === "IOC" || stopPrice !== undefined)
  )
    return "takes limit orders for shares, and no other, outside regular hours"
  return sizeOf(market, order).includes(".") ? "takes whole shares and whole contracts" : undefined
}

/** So many shares, or contracts. */
export const sizeOf = (market: Market, { quantity }: Pick<OrderRequest, "quantity">): Decimal =>
  isContract(market) ? Decimal.make(String(market.contracts(quantity))) : market.quantityText(quantity)

/**
 * What an order does to the position. Of shares each says so, and with strict validation one that closes never opens
 * instead: whoever sells here sells what is held. Of futures there is no such thing.
 */
const actionOf = (market: Market, { reduceOnly, side }: OrderRequest): string => {
  if (isContract(market)) return side === "BUY" ? "Buy" : "Sell"
  if (side === "SELL") return "Sell to Close"
  return reduceOnly ? "Buy to Close" : "Buy to Open"
}

const lifeOf = ({ session, timeInForce, type }: OrderRequest): string => {
  // An order at market is for the day: good till cancelled, it is refused.
  if (type === "MARKET") return "Day"
  if (timeInForce === "IOC") return "IOC"
  const extended = session === "EXTENDED"
  return timeInForce === "DAY" ? (extended ? "Ext" : "Day") : extended ? "GTC Ext" : "GTC"
}

/** The limit of a stop that is triggered: beyond it by its offset. */
const beyond = (market: Market, { limitOffset, side }: OrderRequest, trigger: Price): Price => {
  const offset = Number(limitOffset ?? 0)
  const at = side === "SELL" ? trigger - offset : trigger + offset
  return market.orderPrice(Math.max(at, 1) as Price, side === "SELL" ? "DOWN" : "UP")
}

/** The body that asks tastytrade for an order: every number as text, exactly; or why there is none. */
export const orderBody = ({ market, theirs }: Traded, order: OrderRequest): OrderBody | NotTaken => {
  const why = problem(market, order)
  if (why !== undefined) return new NotTaken(why)
  const { clientOrderId, limitOffset, price, side, stopPrice, type } = order
  const effect = { "price-effect": side === "BUY" ? "Debit" : "Credit" }
  const action = actionOf(market, order)
  const limit = (at: Price) => ({ price: market.priceText(at), ...effect })
  const stop = (trigger: Price) => ({
    "stop-trigger": market.priceText(trigger),
    ...(limitOffset !== undefined && limit(beyond(market, order, trigger)))
  })
  const stopType = limitOffset === undefined ? "Stop" : "Stop Limit"
  const asked = (what: object) => ({
    "time-in-force": lifeOf(order),
    source: SOURCE,
    "external-identifier": clientOrderId,
    "automated-source": true,
    ...what,
    legs: [
      {
        "instrument-type": isContract(market) ? "Future" : "Equity",
        symbol: theirs,
        quantity: sizeOf(market, order),
        action
      }
    ],
    ...(action.endsWith("to Close") && { "advanced-instructions": { "strict-position-effect-validation": true } })
  })
  const limited = () => asked({ "order-type": "Limit", ...(price !== undefined && limit(price)) })
  if (stopPrice !== undefined)
    return {
      path: "/complex-orders",
      body: JSON.stringify({
        type: "OCO",
        source: SOURCE,
        orders: [limited(), asked({ "order-type": stopType, ...stop(stopPrice) })]
      })
    }
  const whole =
    type === "MARKET"
      ? asked({ "order-type": "Market" })
      : type === "STOP"
        ? asked({ "order-type": stopType, ...(price !== undefined && stop(price)) })
        : limited()
  return { path: "/orders", body: JSON.stringify(whole) }
}
