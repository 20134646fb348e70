/** An order as the stand-in keeps it; amounts are decimals. */
export interface Order {
  /** Above 2^31, as the real ones are. */
  readonly id: number
  readonly reference: string
  readonly conid: number
  readonly side: "BUY" | "SELL"
  readonly type: "MKT" | "LMT" | "STP"
  readonly tif: string
  total: string
  filled: string
  readonly price: string | undefined
  readonly at: number
  status: string
  reason: string | undefined
  triggered: boolean
  /** Of one that cancels the other: the other. */
  other: Order | undefined
  /** In which session it was placed. */
  readonly session: number
  readonly isOurs: boolean
}

export const isOpen = ({ status }: Order): boolean => status === "PreSubmitted" || status === "Submitted"

/** A trade, as it is listed and told. */
export interface Execution {
  readonly execution_id: string
  readonly symbol: string
  readonly side: "B" | "S"
  readonly trade_time_r: number
  readonly size: number
  readonly price: string
  readonly order_ref: string
  commission?: string
  readonly liquidation_trade?: string
  readonly account: string
  readonly conid: number
  readonly order_id: number
}

const words = { MKT: "Market", LMT: "Limit", STP: "Stop" } as const

/** An order as the list writes it. */
export const listed = (order: Order, account: string) => ({
  acct: account,
  account,
  conid: order.conid,
  conidex: String(order.conid),
  orderId: order.id,
  ...(order.reference !== "" && { order_ref: order.reference }),
  side: order.side,
  status: order.status,
  order_ccp_status: order.status,
  origOrderType: { MKT: "MARKET", LMT: "LIMIT", STP: "STOP" }[order.type],
  orderType: words[order.type],
  timeInForce: order.tif === "GTC" ? "GTC" : "CLOSE",
  totalSize: Number(order.total),
  filledQuantity: Number(order.filled),
  remainingQuantity: Number(order.total) - Number(order.filled),
  ...(order.price !== undefined && { [order.type === "STP" ? "auxPrice" : "price"]: order.price }),
  ...(order.reason !== undefined && { order_cancellation_by_system_reason: order.reason }),
  lastExecutionTime_r: order.at
})

/** The same, asked for by its id: under other names. */
export const statusOf = (order: Order) => ({
  order_id: order.id,
  conid: order.conid,
  side: order.side === "BUY" ? "B" : "S",
  order_status: order.status,
  order_ccp_status: "2",
  size: String(Number(order.total) - Number(order.filled)),
  total_size: `${order.total}.0`,
  cum_fill: `${order.filled}.0`,
  ...(order.price !== undefined && { [order.type === "STP" ? "stop_price" : "limit_price"]: order.price }),
  order_time: "261127180049"
})
