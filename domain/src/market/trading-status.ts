import { Schema } from "effect"

/** Which orders a market takes at present, as its exchange says, and in words why not all. */
export const TradingStatus = Schema.Struct({
  /** LIMIT: none at market. RESTING: none that would trade at once. NONE: no new ones; cancels always go through. */
  takes: Schema.Literals(["ALL", "LIMIT", "RESTING", "NONE"]),
  /** A sentence without its end; empty when it takes all. */
  why: Schema.String
})
export type TradingStatus = typeof TradingStatus.Type

export const takesAll: TradingStatus = { takes: "ALL", why: "" }
