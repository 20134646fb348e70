import { Schema } from "effect"
import { ClientOrderId, RunId, TenantId } from "@tradetower/domain/ids"
import { container } from "../ports/container.ts"

/** A trade of an order that has so many that its record names only the last. The id is a hash of both. */
export const OrderTrades = container(
  "OrderTrades",
  Schema.Struct({
    id: Schema.String,
    tenantId: TenantId,
    botRunId: RunId,
    orderId: ClientOrderId,
    tradeId: Schema.String
  })
)
