import { ClientOrderId } from "@tradetower/domain/ids"
import type { Market, Quantity } from "@tradetower/domain/market"
import { times } from "@tradetower/domain/number"
import type { OrderState } from "../../exchange.ts"
import type { Order } from "./answers.ts"
import { configurationOf } from "./configuration.ts"

/** Coinbase's statuses as the port has them; those nobody knows are none it can tell. */
const statuses: Readonly<Record<string, OrderState["status"]>> = {
  // Taken, and not on the book yet: it may still fail.
  PENDING: "PENDING",
  QUEUED: "PENDING",
  OPEN: "OPEN",
  CANCEL_QUEUED: "OPEN",
  EDIT_QUEUED: "OPEN",
  FILLED: "FILLED",
  CANCELLED: "CANCELLED",
  EXPIRED: "EXPIRED",
  FAILED: "REJECTED"
}

export const statusOf = (status: string): OrderState["status"] => statuses[status] ?? "UNKNOWN"

/** Nothing more happens to an order of this status. */
export const hasEnded = (status: string): boolean =>
  ["FILLED", "CANCELLED", "EXPIRED", "REJECTED"].includes(statusOf(status))

/** A size as it is counted there in lots: base, of a future contracts. Undefined where it lies off the lot. */
export const lotsOf = (market: Market, size: string): Quantity | undefined => {
  const { contractMultiplier, kind } = market.instrument
  return market.quantity(
    kind === "FUTURES" && contractMultiplier !== undefined ? times(size, contractMultiplier) : size
  )
}

/** Why it ended, in words: the first that says something. */
export const endWords = (...said: ReadonlyArray<string | null | undefined>): string | undefined =>
  said.find((text) => typeof text === "string" && text !== "" && !/_UNSPECIFIED$|^UNKNOWN/.test(text)) ?? undefined

/**
 * An order as the port has it, its end not yet proven by its fills. Undefined where it can't be told in the market's steps:
 * it is none of ours then.
 */
export const stateOf = (market: Market, order: Order): OrderState | undefined => {
  const [, asks] = configurationOf(order) ?? []
  if (asks === undefined) return undefined
  // Of a target and a stop in one the target is its price; of a stop its trigger.
  const text = asks.stop_price ?? asks.limit_price ?? undefined
  const price = text === undefined || Number(text) === 0 ? undefined : market.price(text)
  const filledQuantity = lotsOf(market, order.filled_size)
  const quantity =
    asks.base_size === undefined || asks.base_size === null ? filledQuantity : lotsOf(market, asks.base_size)
  if (quantity === undefined || filledQuantity === undefined || order.client_order_id === "") return undefined
  if (text !== undefined && Number(text) !== 0 && price === undefined) return undefined
  const reason = endWords(order.reject_message, order.cancel_message, order.reject_reason)
  return {
    clientOrderId: ClientOrderId.make(order.client_order_id),
    exchangeOrderId: order.order_id,
    symbol: market.instrument.symbol,
    status: statusOf(order.status),
    side: order.side,
    ...(price !== undefined && { price }),
    quantity,
    placedAt: Date.parse(order.created_time),
    filledQuantity,
    ...(reason !== undefined && { reason })
  }
}
