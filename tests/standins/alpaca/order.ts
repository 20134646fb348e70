import { randomUUID } from "node:crypto"

export type Status =
  | "pending_new"
  | "new"
  | "held"
  | "partially_filled"
  | "filled"
  | "pending_cancel"
  | "canceled"
  | "expired"
  | "replaced"

/** An order as the stand-in keeps it; amounts are decimals. */
export interface Order {
  readonly id: string
  readonly clientOrderId: string
  readonly symbol: string
  readonly assetClass: "us_equity" | "crypto"
  readonly side: "buy" | "sell"
  type: "market" | "limit" | "stop" | "stop_limit"
  readonly timeInForce: string
  qty: string
  filledQty: string
  readonly limitPrice: string | undefined
  readonly stopPrice: string | undefined
  /** Whose place it took, and what took its own: somebody changed it. */
  readonly replaces?: string
  replacedBy?: string
  readonly extendedHours: boolean
  readonly orderClass: "" | "oco"
  readonly submittedAt: string
  status: Status
  /** A stop was met. */
  triggered: boolean
  /** Of one that cancels the other: the other. */
  other: Order | undefined
  /** It is the part that belongs to another. */
  readonly isLeg: boolean
  /** A cancel of it never comes about. */
  sticks: boolean
}

export const isOpen = ({ status }: Order): boolean =>
  status === "new" ||
  status === "held" ||
  status === "pending_new" ||
  status === "partially_filled" ||
  status === "pending_cancel"

/** 90 days. */
const LONGEST = 90 * 86_400_000

/** An order as it is written in answers and events. */
export const written = (order: Order, legs = false): Record<string, unknown> => ({
  id: order.id,
  client_order_id: order.clientOrderId,
  created_at: order.submittedAt,
  updated_at: order.submittedAt,
  submitted_at: order.submittedAt,
  expires_at: new Date(Date.parse(order.submittedAt) + LONGEST).toISOString(),
  asset_id: `asset-${order.symbol}`,
  symbol: order.symbol,
  asset_class: order.assetClass,
  notional: null,
  qty: order.qty,
  filled_qty: order.filledQty,
  filled_avg_price: null,
  order_class: order.orderClass,
  order_type: order.type,
  type: order.type,
  side: order.side,
  time_in_force: order.timeInForce,
  limit_price: order.limitPrice ?? null,
  stop_price: order.stopPrice ?? null,
  status: order.status,
  extended_hours: order.extendedHours,
  legs: legs && order.other !== undefined && !order.isLeg ? [written(order.other)] : null,
  replaced_by: order.replacedBy ?? null,
  replaces: order.replaces ?? null,
  source: null
})

export const newId = (): string => randomUUID()
