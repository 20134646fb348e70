import { Schema } from "effect"
import { Decimal } from "../number/decimal.ts"

/** What a broker charges one account for a class of instruments, as it says itself. */
export const AccountFees = Schema.Struct({
  of: Schema.Literals(["STOCK", "CRYPTO", "FUTURES"]),
  /** Shares of a trade. */
  makerRate: Decimal,
  takerRate: Decimal,
  /** What the broker calls the account's tier. */
  name: Schema.optionalKey(Schema.String),
  /** Which of its published tiers that is, 1 for the lowest; absent where it publishes none. */
  tier: Schema.optionalKey(Schema.Int)
}).annotate({ identifier: "AccountFees" })
export type AccountFees = typeof AccountFees.Type
