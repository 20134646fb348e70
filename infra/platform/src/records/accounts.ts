import { Schema } from "effect"
import { ConnectionId } from "@tradetower/domain/connection"
import { TenantId } from "@tradetower/domain/ids"
import { Decimal } from "@tradetower/domain/number"
import { container } from "../ports/container.ts"

/** How a connection stands, by its id; written by execution, at first use and as balances change. */
export const Accounts = container(
  "Accounts",
  Schema.Struct({
    id: ConnectionId,
    tenantId: TenantId,
    balances: Schema.Array(Schema.Struct({ asset: Schema.String, total: Decimal, available: Decimal })),
    connected: Schema.Boolean,
    /** Why not, in words. */
    reason: Schema.optionalKey(Schema.String),
    /** Up to where the account's fills have been counted; the broker's own mark. */
    fillCursor: Schema.optionalKey(Schema.String),
    updatedAt: Schema.Int
  })
)
export type AccountRecord = (typeof Accounts)["schema"]["Type"]
