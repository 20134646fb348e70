import { Schema } from "effect"
import { DiskTrouble } from "@tradetower/platform"

/**
 * What is in the way. LIMITED: too many requests. SIGNED_OUT: the session is over, and its trader has to sign in anew
 * where the adapter can't (`needsUser`). REVOKED: the key is no good any more, and only another one helps. COMPETING: the
 * same account is in use elsewhere, and the exchange allows one. MAINTENANCE: the exchange rests.
 */
export const Obstacle = Schema.Literals(["NETWORK", "LIMITED", "SIGNED_OUT", "REVOKED", "COMPETING", "MAINTENANCE"])
export type Obstacle = typeof Obstacle.Type

/**
 * The request certainly did not take effect: no connection was made, or the exchange turned it away before reading it
 * (throttled, in maintenance, signed out). With `retryable` the same request may be sent again after `retryAfter` ms. With
 * `disk` it may take effect yet, once our own disk can be written: looked up first, it is not asked for twice.
 */
export class ExchangeUnavailable extends Schema.TaggedError<ExchangeUnavailable>()("ExchangeUnavailable", {
  message: Schema.String,
  retryable: Schema.Boolean,
  retryAfter: Schema.optionalKey(Schema.Int),
  /** Absent where it is not the exchange: our own disk, or nothing that is traded here. */
  cause: Schema.optionalKey(Obstacle),
  /** Nothing but the trader can mend it, as the message says: sign in again, say, or end the other session. */
  needsUser: Schema.optionalKey(Schema.Boolean),
  /** It answered, with what can't be read. */
  unread: Schema.optionalKey(Schema.Boolean),
  /** It is our own disk that takes no writes. */
  disk: Schema.optionalKey(DiskTrouble)
}) {}
