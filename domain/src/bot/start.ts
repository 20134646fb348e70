import { Schema } from "effect"
import { IndicatorCondition } from "../indicator/condition.ts"
import { byDefault, choiceField, decimalField, listField, unionField, variantNote } from "../field/field.ts"

/** What has to happen before a bot enters the market; left out, nothing. */
export const StartCondition = unionField(
  { title: "Starts", description: "What has to happen before it enters the market.", unit: "NONE" },
  [
    Schema.TaggedStruct("IMMEDIATELY", {}).annotate(variantNote("At once", "Enters at the next price.")),
    /** The trader says when. */
    Schema.TaggedStruct("MANUAL", {}).annotate(
      variantNote("When I say so", "Waits until you press “Enter now” on its page.")
    ),
    /** The price moves by so many percent from the price at creation: negative is down. */
    Schema.TaggedStruct("PRICE_CHANGE", {
      percent: decimalField({
        title: "Price change",
        description: "From the price when the bot is started; negative means down.",
        unit: "PERCENT",
        min: "-99",
        max: "1000"
      })
    }).annotate(variantNote("When the price has moved", "Waits for the price to go up or down so far.")),
    /** One to three indicators give their signals, on closed candles only. */
    Schema.TaggedStruct("INDICATORS", {
      combine: choiceField(
        {
          title: "Combined",
          description: "All of the signals must count at one close, or any one of them is enough.",
          unit: "NONE"
        },
        ["ALL", "ANY"]
      ),
      conditions: listField(
        { title: "Indicators", description: "One to three signals to wait for.", unit: "NONE", min: "1", max: "3" },
        IndicatorCondition
      )
    }).annotate(variantNote("By indicators", "Waits for signals of MACD, RSI or stochastic on closed candles.")),
    /** A TradingView alert for this bot, with this action. */
    Schema.TaggedStruct("TRADINGVIEW", {
      action: choiceField(
        {
          title: "Alert",
          description: "The action the alert must carry. Its message is on the Signals page.",
          unit: "NONE"
        },
        ["BUY", "SELL"]
      )
    }).annotate(variantNote("On a TradingView alert", "Waits for an alert of yours."))
  ]
).pipe(byDefault({ _tag: "IMMEDIATELY" }))
export type StartCondition = typeof StartCondition.Type
