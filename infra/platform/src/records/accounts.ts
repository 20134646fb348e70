import { Schema } from "effect"
import { ConnectionId } from "@tradetower/domain/connection"
import { TenantId } from "@tradetower/domain/ids"
import { Decimal } from "@tradetower/domain/number"
import { AccountFees } from "@tradetower/domain/terms"
import { container } from "../ports/container.ts"

/** How a connection stands, by its id; written by execution, as that changes and as balances change. */
export const Accounts = container(
  "Accounts",
  Schema.Struct({
    id: ConnectionId,
    tenantId: TenantId,
    /** Absent while it never told what it holds. */
    balances: Schema.optionalKey(
      Schema.Array(Schema.Struct({ asset: Schema.String, total: Decimal, available: Decimal }))
    ),
    /** Of one whose futures share their margin: what was left of it when that last changed. */
    margin: Schema.optionalKey(
      Schema.Array(Schema.Struct({ asset: Schema.String, available: Decimal, buffer: Decimal }))
    ),
    /** What its broker charges it, as of when its orders were last reconciled; absent where that is not told. */
    fees: Schema.optionalKey(Schema.Array(AccountFees)),
    connected: Schema.Boolean,
    /**
     * DEGRADED: connected, and what it tells may be late. Of the others it is not connected, and only its trader can mend it:
     * SIGNED_OUT by signing in anew, REVOKED by another key, NEEDS_USER as the reason says.
     */
    trouble: Schema.optionalKey(Schema.Literals(["DEGRADED", "SIGNED_OUT", "REVOKED", "NEEDS_USER"])),
    /** Why it is not connected, or degraded, in words. */
    reason: Schema.optionalKey(Schema.String),
    /** Since when that is so, by the computer's clock, ms; absent while it is whole. */
    since: Schema.optionalKey(Schema.Int),
    /** Up to where the account's fills have been counted; the broker's own mark. */
    fillCursor: Schema.optionalKey(Schema.String),
    /** What its broker's adapter has to know when it opens it again; its own. */
    kept: Schema.optionalKey(Schema.String),
    updatedAt: Schema.Int
  })
)
export type AccountRecord = (typeof Accounts)["schema"]["Type"]
