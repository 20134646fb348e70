import { randomUUID } from "node:crypto"
import { type Decimal, minus } from "@tradetower/domain/number"

const ZERO = "0" as Decimal

export type Asks = Readonly<Record<string, string | boolean>>

/** An order in the stand-in's book. */
export interface BookOrder {
  readonly id: string
  readonly clientId: string
  readonly product: string
  readonly side: "BUY" | "SELL"
  readonly kind: string
  readonly asks: Asks
  readonly size: Decimal
  readonly createdAt: number
  /** From when get and list know it. */
  listedAt: number
  /** From when it may fail or be on the book. */
  status: string
  filled: Decimal
  value: Decimal
  fees: Decimal
  fills: number
  hold: { readonly currency: string; amount: Decimal }
  triggered: boolean
  cancelMessage: string
  rejectMessage: string
  readonly type: string
  readonly liquidation: boolean
}

export interface BookFill {
  readonly tradeId: string
  readonly entryId: string
  readonly orderId: string
  readonly product: string
  readonly side: "BUY" | "SELL"
  readonly price: Decimal
  readonly size: Decimal
  readonly sizeInQuote: boolean
  readonly commission: Decimal
  readonly maker: boolean
  readonly type: "FILL" | "REVERSAL" | "CORRECTION" | "SYNTHETIC"
  readonly at: number
  /** From when it is listed. */
  readonly listedAt: number
}

export const leftOf = ({ filled, size }: BookOrder): Decimal => minus(size, filled)

export const isLive = ({ status }: BookOrder): boolean =>
  ["PENDING", "QUEUED", "OPEN", "CANCEL_QUEUED", "EDIT_QUEUED"].includes(status)

const types: Readonly<Record<string, string>> = {
  limit_limit_gtc: "LIMIT",
  sor_limit_ioc: "LIMIT",
  market_market_ioc: "MARKET",
  stop_limit_stop_limit_gtc: "STOP_LIMIT",
  trigger_bracket_gtc: "BRACKET"
}
export const typeOf = (kind: string): string => types[kind] ?? "UNKNOWN_ORDER_TYPE"

/** What was asked for, as an order that nothing happened to. */
export const newOrder = (
  ask: Pick<BookOrder, "clientId" | "product" | "side" | "kind" | "asks">,
  at: number,
  hold: BookOrder["hold"]
): BookOrder => ({
  id: randomUUID(),
  ...ask,
  size: String(ask.asks["base_size"]) as Decimal,
  createdAt: at,
  listedAt: at,
  status: "PENDING",
  filled: ZERO,
  value: ZERO,
  fees: ZERO,
  fills: 0,
  hold,
  triggered: false,
  cancelMessage: "",
  rejectMessage: "",
  type: typeOf(ask.kind),
  liquidation: false
})

/** Its fraction's zeros cut, as Coinbase writes moments. */
const moment = (at: number): string => new Date(at).toISOString().replace(/\.?0*Z$/, "Z")

/** As REST tells an order. */
export const restOrder = (order: BookOrder, user: string) => ({
  order_id: order.id,
  product_id: order.product,
  user_id: user,
  order_configuration: { [order.kind]: order.asks },
  side: order.side,
  client_order_id: order.clientId,
  status: order.status,
  time_in_force: order.kind.endsWith("ioc") ? "IMMEDIATE_OR_CANCEL" : "GOOD_UNTIL_CANCELLED",
  created_time: moment(order.createdAt),
  completion_percentage: "0",
  filled_size: order.filled,
  average_filled_price: "0",
  fee: "",
  number_of_fills: String(order.fills),
  filled_value: order.value,
  pending_cancel: false,
  size_in_quote: false,
  total_fees: order.fees,
  size_inclusive_of_fees: false,
  total_value_after_fees: "0",
  trigger_status: order.triggered ? "STOP_TRIGGERED" : "INVALID_ORDER_TYPE",
  order_type: order.type,
  reject_reason: "REJECT_REASON_UNSPECIFIED",
  settled: order.status === "FILLED",
  product_type: order.product.endsWith("-CDE") ? "FUTURE" : "SPOT",
  reject_message: order.rejectMessage,
  cancel_message: order.cancelMessage,
  order_placement_source: "RETAIL_ADVANCED",
  outstanding_hold_amount: order.hold.amount,
  is_liquidation: order.liquidation,
  last_fill_time: null,
  leverage: "",
  margin_type: ""
})

/** As REST tells a fill. */
export const restFill = (fill: BookFill, user: string) => ({
  entry_id: fill.entryId,
  trade_id: fill.tradeId,
  order_id: fill.orderId,
  trade_time: moment(fill.at),
  trade_type: fill.type,
  price: fill.price,
  size: fill.size,
  commission: fill.commission,
  product_id: fill.product,
  sequence_timestamp: moment(fill.at),
  liquidity_indicator: fill.maker ? "MAKER" : "TAKER",
  size_in_quote: fill.sizeInQuote,
  user_id: user,
  side: fill.side,
  retail_portfolio_id: ""
})

/** As the channel `user` tells an order: totals, and the book's own name for the pair. */
export const toldOrder = (order: BookOrder) => ({
  order_id: order.id,
  client_order_id: order.clientId,
  product_id: order.product.replace(/-USDC$/, "-USD"),
  order_side: order.side,
  order_type: order.type === "LIMIT" ? "Limit" : order.type,
  status: order.status,
  cumulative_quantity: order.filled,
  leaves_quantity: isLive(order) ? leftOf(order) : "0",
  avg_price: "0",
  filled_value: order.value,
  number_of_fills: String(order.fills),
  total_fees: order.fees,
  limit_price: String(order.asks["limit_price"] ?? "0"),
  stop_price: "",
  post_only: String(order.asks["post_only"] ?? false),
  cancel_reason: order.cancelMessage,
  reject_Reason: order.rejectMessage,
  creation_time: moment(order.createdAt),
  end_time: "0001-01-01T00:00:00Z",
  outstanding_hold_amount: order.hold.amount,
  product_type: order.product.endsWith("-CDE") ? "FUTURE" : "SPOT"
})
