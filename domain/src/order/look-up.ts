import { Schema } from "effect"

/** How an order of unknown outcome is looked up until it is known; times by the computer's clock, ms. */
export const OrderLookUp = Schema.Struct({
  /** Looks so far. */
  looks: Schema.Int,
  /** The last of them, and what came of it. */
  at: Schema.Int,
  /** NO_ANSWER: none, `says` why. UNLISTED: not there, or not yet. UNDECIDED: there, and the exchange can't tell how it stands. */
  found: Schema.Literals(["NO_ANSWER", "UNLISTED", "UNDECIDED"]),
  says: Schema.optionalKey(Schema.String),
  /** When it is looked up again, at the latest. */
  next: Schema.Int,
  /** A look from then on that does not find it means that it never arrived. */
  missingFrom: Schema.Int,
  /** What is done then: SEND it under the same id, take its CANCEL for done, or REFUSE it to its bot. */
  ifMissing: Schema.Literals(["SEND", "CANCEL", "REFUSE"])
}).annotate({ identifier: "OrderLookUp" })
export type OrderLookUp = typeof OrderLookUp.Type
