import type { Time } from "@tradetower/domain/ids"
import type { AccountNews, AccountReport } from "../../exchange.ts"
import type { TradeUpdate } from "./answers.ts"
import type { Known } from "./known-orders.ts"
import { endWords, statusOf } from "./order-state.ts"
import { fillOf } from "./trades.ts"
import type { TakenBack } from "./voided.ts"

/** What an event of an order is to us. LOOK: what it means has to be asked. */
export type Meant = "ACCEPTED" | "FILL" | "END" | "LOOK" | "VOIDED" | "UNKNOWN"

const events: Readonly<Record<string, Meant>> = {
  pending_new: "ACCEPTED",
  new: "ACCEPTED",
  accepted: "ACCEPTED",
  held: "ACCEPTED",
  pending_replace: "ACCEPTED",
  pending_cancel: "ACCEPTED",
  stopped: "ACCEPTED",
  suspended: "ACCEPTED",
  calculated: "ACCEPTED",
  done_for_day: "ACCEPTED",
  restated: "ACCEPTED",
  partial_fill: "FILL",
  fill: "FILL",
  canceled: "END",
  expired: "END",
  replaced: "END",
  rejected: "END",
  order_cancel_rejected: "LOOK",
  order_replace_rejected: "LOOK",
  trade_bust: "VOIDED",
  trade_correct: "VOIDED"
}

export const meantBy = ({ event }: Pick<TradeUpdate, "event">): Meant => events[event] ?? "UNKNOWN"

const atOf = ({ timestamp }: TradeUpdate, now: number): Time =>
  (typeof timestamp === "string" ? Date.parse(timestamp) : now) as Time

export const acceptedBy = (update: TradeUpdate, of: Known, now: number): AccountReport => ({
  symbol: of.market.instrument.symbol,
  report: {
    _tag: "OrderAccepted",
    at: atOf(update, now),
    clientOrderId: of.clientOrderId,
    exchangeOrderId: of.exchangeOrderId
  }
})

/** The trade that an event tells: its own price and quantity, never its order's; undefined where they are not there. */
export const filledBy = (update: TradeUpdate, of: Known, rate: bigint): AccountReport | undefined => {
  const { order, price, qty, timestamp } = update
  if (typeof price !== "string" || typeof qty !== "string" || typeof timestamp !== "string") return undefined
  const report = fillOf(
    of.market,
    {
      clientOrderId: of.clientOrderId,
      orderId: order.id,
      side: order.side === "buy" ? "BUY" : "SELL",
      price,
      quantity: qty,
      total: order.filled_qty,
      at: timestamp,
      whole: of.whole,
      leg: of.leg
    },
    rate
  )
  return report && { symbol: of.market.instrument.symbol, report }
}

/** What a bust or a correction says of the trade it is of. */
export const takenBack = (update: TradeUpdate, now: number): TakenBack => {
  const { event, execution_id, order, previous_execution_id, price, qty, timestamp } = update
  const at = timestamp ?? new Date(now).toISOString()
  return {
    id: execution_id ?? `${order.id}:${at}`,
    corrected: event === "trade_correct",
    orderId: order.id,
    execution: previous_execution_id ?? undefined,
    side: order.side === "buy" ? "BUY" : "SELL",
    price: price ?? undefined,
    quantity: qty ?? undefined,
    at
  }
}

/** An order that Alpaca ended because its shares are no more what they were: nothing of them goes on by itself. */
export const holdsOf = (
  { order, reason, timestamp }: TradeUpdate,
  { market }: Known
): ReadonlyArray<Extract<AccountNews, { _tag: "Noticed" }>> => {
  if (reason !== "CORPORATE_ACTION") return []
  const { symbol } = market.instrument
  const day = timestamp?.slice(0, 10) ?? order.id
  const text = `orders for ${symbol} were cancelled by Alpaca for a corporate action: number and price of its shares may not be what bots know.`
  return [{ _tag: "Noticed", id: `corporate-action:${symbol}:${day}`, symbol, holds: true, text }]
}

/** The end of an order that consists of one alone; `status` is what the event itself says. */
export const endedBy = (update: TradeUpdate, of: Known, now: number): AccountReport | undefined => {
  const { clientOrderId, market } = of
  const filledQuantity = market.quantity(update.order.filled_qty)
  if (filledQuantity === undefined) return undefined
  const { symbol } = market.instrument
  const about = { at: atOf(update, now), clientOrderId }
  const reason = endWords({ ...update.order, status: update.event })
  switch (statusOf(update.event)) {
    case "REJECTED":
      return { symbol, report: { _tag: "OrderRejected", ...about, reason: "EXCHANGE", message: reason } }
    case "EXPIRED":
      return { symbol, report: { _tag: "OrderExpired", ...about, reason }, filledQuantity }
    default:
      return { symbol, report: { _tag: "OrderCancelled", ...about, reason }, filledQuantity }
  }
}
