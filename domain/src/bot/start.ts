import { Schema } from "effect"
import { decimalField } from "../strategy/field.ts"

/** What has to happen before a bot enters the market. */
export const StartCondition = Schema.Union([
  Schema.TaggedStruct("IMMEDIATELY", {}),
  /** The trader says when. */
  Schema.TaggedStruct("MANUAL", {}),
  /** The price moves by so many percent from the price at creation: negative is down. */
  Schema.TaggedStruct("PRICE_CHANGE", {
    percent: decimalField({
      title: "Price change",
      description: "Starts when the price has moved by this much since the bot was started; negative means down.",
      unit: "PERCENT",
      min: "-99",
      max: "1000"
    })
  }),
  /** A TradingView alert for this bot, with this action. */
  Schema.TaggedStruct("TRADINGVIEW", { action: Schema.Literals(["BUY", "SELL"]) })
])
export type StartCondition = typeof StartCondition.Type
