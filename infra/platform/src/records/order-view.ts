import { Time } from "@tradetower/domain/ids"
import type { OrderView } from "@tradetower/domain/live"
import type { OrderRecord } from "./orders.ts"

/** An order as its record holds it, as screens see it: what the API answers and what is told live are the same. */
export const orderView = (order: OrderRecord): OrderView => ({
  clientOrderId: order.id,
  botId: order.botDefinitionId,
  runId: order.botRunId,
  symbol: order.symbol,
  side: order.side,
  type: order.type,
  purpose: order.purpose,
  ...(order.price !== undefined && { price: order.price }),
  quantity: order.quantity,
  filledQuantity: order.filledQuantity,
  ...(order.averagePrice !== undefined && { averagePrice: order.averagePrice }),
  fees: order.fees,
  status: order.status,
  open: order.open,
  rule: order.rule,
  why: order.why,
  ...(order.reason !== undefined && { reason: order.reason }),
  ...(order.lookUp !== undefined && { lookUp: order.lookUp }),
  ...(order.open && order.takeBackSince !== undefined && { takeBackSince: order.takeBackSince }),
  createdAt: Time.make(order.createdAt),
  updatedAt: Time.make(order.updatedAt)
})
