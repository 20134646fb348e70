/** A trade of an order, under the id that both stream and lists have. */
export interface Fill {
  readonly id: string
  readonly quantity: string
  readonly price: string
  readonly at: string
}

/** An order as the stand-in keeps it; amounts are decimals, of futures contracts. */
export interface Order {
  readonly id: number
  readonly external: string
  readonly kind: "Equity" | "Future"
  readonly symbol: string
  readonly action: string
  readonly type: string
  readonly timeInForce: string
  quantity: string
  filled: string
  readonly price: string | undefined
  readonly stopTrigger: string | undefined
  status: string
  rejectReason: string | undefined
  readonly receivedAt: number
  updatedAt: number
  readonly fills: Array<Fill>
  readonly complexId: number | undefined
  /** Of one that cancels the other: the other. */
  other: Order | undefined
  /** A stop was met. */
  triggered: boolean
}

const OPEN = new Set(["Received", "Routed", "In Flight", "Live", "Contingent", "Cancel Requested"])

export const isOpen = ({ status }: Order): boolean => OPEN.has(status)
export const isBuy = ({ action }: Order): boolean => action.startsWith("Buy")
export const closes = ({ action }: Order): boolean => action.endsWith("to Close")

/** Now and then an amount is a number, as it comes. */
export type Writer = (amount: string) => string | number

/** An order as it is written in answers and messages: whole, with all that was filled of it so far. */
export const written = (order: Order, write: Writer, status = order.status): Record<string, unknown> => ({
  id: order.id,
  "account-number": "5WT00001",
  "time-in-force": order.timeInForce,
  "order-type": order.type,
  size: write(order.quantity),
  "underlying-symbol": order.symbol,
  "underlying-instrument-type": order.kind,
  ...(order.price !== undefined && {
    price: write(order.price),
    "price-effect": isBuy(order) ? "Debit" : "Credit"
  }),
  ...(order.stopTrigger !== undefined && { "stop-trigger": write(order.stopTrigger) }),
  status,
  cancellable: isOpen(order),
  editable: isOpen(order),
  edited: false,
  ...(order.rejectReason !== undefined && { "reject-reason": order.rejectReason }),
  "external-identifier": order.external,
  "ext-client-order-id": `${order.id}-theirs`,
  "received-at": new Date(order.receivedAt).toISOString(),
  "updated-at": order.updatedAt,
  ...(order.complexId !== undefined && {
    "complex-order-id": order.complexId,
    "complex-order-tag": `OCO::${order.complexId}`
  }),
  legs: [
    {
      "instrument-type": order.kind,
      symbol: order.symbol,
      quantity: write(order.quantity),
      "remaining-quantity": write(String(Number(order.quantity) - Number(order.filled))),
      action: order.action,
      fills: order.fills.map(({ at, id, price, quantity }) => ({
        "fill-id": id,
        quantity: write(quantity),
        "fill-price": write(price),
        "filled-at": at,
        "ext-exec-id": "0",
        "ext-group-fill-id": "0"
      }))
    }
  ]
})
