import { Schema } from "effect"
import { AmountOrEmpty, ClientName, Text } from "./answers.ts"

/** What the channel `user` says, strict on what is used and tolerant of the rest. */

/** An order as the channel tells it: totals only, never its trades. */
export const UserOrder = Schema.Struct({
  order_id: Schema.NonEmptyString,
  client_order_id: ClientName,
  status: Schema.String,
  /** Filled in all. */
  cumulative_quantity: AmountOrEmpty,
  number_of_fills: Schema.optionalKey(
    Schema.NullOr(Schema.Union([Schema.String.check(Schema.isPattern(/^\d{0,9}$/)), Schema.Int]))
  ),
  order_type: Text,
  cancel_reason: Text,
  // As it is written there.
  reject_Reason: Text,
  reject_reason: Text
})
export type UserOrder = typeof UserOrder.Type

/**
 * Events of channel `user`: first what is open, 50 at a time; fewer are the last of them, where there are fewer. Orders of any kind that the owner
 * may have placed are among them: each is read by itself.
 */
export const UserEvents = Schema.Array(
  Schema.Struct({ type: Schema.String, orders: Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.Unknown))) })
)
