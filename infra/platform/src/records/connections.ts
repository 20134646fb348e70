import { Schema } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { ExchangeId } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { container } from "../ports/container.ts"

/** A tenant's account at an exchange, by the exchange's id; written by execution, at first use and as balances change. */
export const Connections = container(
  "Connections",
  Schema.Struct({
    /** The exchange. */
    id: ExchangeId,
    tenantId: TenantId,
    exchange: ExchangeId,
    balances: Schema.Array(Schema.Struct({ asset: Schema.String, total: Decimal, available: Decimal })),
    connected: Schema.Boolean,
    /** Up to where the account's fills have been counted; the exchange's own mark. */
    fillCursor: Schema.optionalKey(Schema.String),
    updatedAt: Schema.Int
  })
)
export type Connection = (typeof Connections)["schema"]["Type"]
