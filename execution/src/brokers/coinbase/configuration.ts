import type { Market, Price, Quantity } from "@tradetower/domain/market"
import { compare, type Decimal } from "@tradetower/domain/number"
import type { OrderRequest } from "@tradetower/domain/order"
import type { Configuration, Order } from "./answers.ts"

/** Why an order can't be put into Coinbase's words, in a trader's. */
export interface Unsayable {
  readonly unsayable: string
}

/** What `POST /orders` is sent. */
export interface OrderBody {
  readonly client_order_id: string
  readonly product_id: string
  readonly side: "BUY" | "SELL"
  readonly order_configuration: Readonly<Record<string, Readonly<Record<string, string | boolean>>>>
}

/** The worst price of a stop: its limit. */
const beyond = ({ limitOffset, price, side }: OrderRequest): Price => {
  const [trigger, room] = [Number(price ?? 0), Number(limitOffset ?? 0)]
  return (side === "BUY" ? trigger + room : trigger - room) as Price
}

const priced = (market: Market, order: OrderRequest, size: Decimal): OrderBody["order_configuration"] | Unsayable => {
  const { limitOffset, postOnly, price, side, stopPrice, timeInForce, type } = order
  if (price === undefined) return { unsayable: "an order with a price was to go out without one" }
  const at = market.priceText(price)
  if (stopPrice !== undefined)
    return timeInForce === "GTC" && type === "LIMIT"
      ? {
          trigger_bracket_gtc: { base_size: size, limit_price: at, stop_trigger_price: market.priceText(stopPrice) }
        }
      : { unsayable: "Coinbase keeps a target and a stop in one only until they are cancelled" }
  if (type === "STOP") {
    if (timeInForce !== "GTC") return { unsayable: "Coinbase keeps a stop only until it is cancelled" }
    if (limitOffset === undefined) return { unsayable: "Coinbase knows no stop at market: give it a limit" }
    if (beyond(order) <= 0) return { unsayable: "the limit of this stop lies at or below nothing" }
    return {
      stop_limit_stop_limit_gtc: {
        base_size: size,
        limit_price: market.priceText(beyond(order)),
        stop_price: at,
        stop_direction: side === "BUY" ? "STOP_DIRECTION_STOP_UP" : "STOP_DIRECTION_STOP_DOWN"
      }
    }
  }
  if (timeInForce === "IOC")
    return postOnly === true
      ? { unsayable: "an order that is only to rest can't be one that is filled at once or gone" }
      : { sor_limit_ioc: { base_size: size, limit_price: at } }
  return { limit_limit_gtc: { base_size: size, limit_price: at, post_only: postOnly === true } }
}

/** How much of it Coinbase counts: base, of a future whole contracts. */
export const sizeText = (market: Market, quantity: Quantity): Decimal =>
  market.instrument.kind === "FUTURES" ? (String(market.contracts(quantity)) as Decimal) : market.quantityText(quantity)

/** An order in Coinbase's words. Leverage and reduce-only are none of them: its US exchanges take neither. */
export const orderBody = (market: Market, order: OrderRequest): OrderBody | Unsayable => {
  const { clientOrderId, quantity, session, side, timeInForce, type } = order
  if (timeInForce === "DAY") return { unsayable: "Coinbase has no orders for a day: its markets don't close" }
  if (session === "EXTENDED") return { unsayable: "Coinbase has no extended session: its markets don't close" }
  const size = sizeText(market, quantity)
  const configuration = type === "MARKET" ? { market_market_ioc: { base_size: size } } : priced(market, order, size)
  if ("unsayable" in configuration) return configuration as Unsayable
  return {
    client_order_id: clientOrderId,
    product_id: market.instrument.symbol,
    side,
    order_configuration: configuration as OrderBody["order_configuration"]
  }
}

/** An order's kind, and what it asks for; an order has one. */
export const configurationOf = ({
  order_configuration
}: Pick<Order, "order_configuration">): readonly [kind: string, asks: Configuration] | undefined => {
  const [first, ...others] = Object.entries(order_configuration ?? {}).flatMap(([kind, asks]) =>
    asks === null ? [] : [[kind, asks] as const]
  )
  return others.length > 0 ? undefined : first
}

/** USDC's books are USD's: an order may be told under either. */
const bookOf = (product: string): string => product.replace(/-USDC$/, "-USD")

/** What of two orders says the same order: amounts by value, all else as it is. */
const FIELDS = ["base_size", "limit_price", "stop_price", "stop_trigger_price", "stop_direction", "post_only"] as const

const alike = (asked: string | boolean | undefined, told: string | boolean | null | undefined): boolean => {
  const there = told ?? undefined
  if (typeof asked === "string" && typeof there === "string" && /^[-\d.]+$/.test(asked + there))
    return compare(asked, there) === 0
  // A flag that is not told is not set.
  return asked === there || (typeof asked === "boolean" && there === undefined && !asked)
}

const words = (
  { product_id, side }: Pick<Order, "product_id" | "side">,
  kind: string,
  asks: Readonly<Partial<Record<string, string | boolean | null>>>
): string =>
  `${side} ${product_id} ${kind} ${FIELDS.flatMap((field) => (asks[field] === undefined ? [] : [`${field} ${String(asks[field])}`])).join(", ")}`

/** What an order that is there says other than the one that was sent, in words; nothing where they say the same. */
export const otherThan = (sent: OrderBody, there: Order): string | undefined => {
  const [askedKind = "", asked = {}] = Object.entries(sent.order_configuration)[0] ?? []
  const [kind, asks] = configurationOf(there) ?? ["several orders in one", {}]
  const same =
    sent.side === there.side &&
    bookOf(sent.product_id) === bookOf(there.product_id) &&
    sent.client_order_id === there.client_order_id &&
    askedKind === kind &&
    FIELDS.every((field) => alike(asked[field], asks[field]))
  return same ? undefined : `${words(there, kind, asks)} is there under the id of ${words(sent, askedKind, asked)}`
}
