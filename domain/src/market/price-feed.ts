import { Schema } from "effect"

/** What an instrument's prices are, where they are not its whole market's as it trades: late, made up, or of one place of many. */
export const PriceFeed = Schema.Union([
  Schema.TaggedStruct("DELAYED", { minutes: Schema.Int.check(Schema.isGreaterThan(0)) }),
  Schema.TaggedStruct("DEMO", {}),
  /** Trades of one exchange alone: `"IEX"`. */
  Schema.TaggedStruct("PARTIAL", { exchange: Schema.NonEmptyString })
])
export type PriceFeed = typeof PriceFeed.Type
