import { Schema } from "effect"
import { StartCondition } from "../../bot/start.ts"
import { choiceField, countField, decimalField, flagField } from "../field.ts"
import { liquidationBufferField, marginAmountField } from "../futures/fields.ts"
import { leverageField, marginTypeField } from "../futures/margin-fields.ts"

/** Settings of the grid on futures: see SPEC.md, section FGRID. Amounts are margin, in quote. */
export const FuturesGridSettings = Schema.TaggedStruct("FUTURES_GRID", {
  start: StartCondition,
  direction: choiceField(
    {
      title: "Direction",
      description:
        "NEUTRAL starts with nothing, buys below and sells above; LONG (SHORT) starts with the position of the levels above (below).",
      unit: "NONE"
    },
    ["NEUTRAL", "LONG", "SHORT"]
  ),
  investment: marginAmountField("Investment", "Margin the bot may use at the most, fees included."),
  leverage: leverageField(100),
  marginType: marginTypeField,
  lowPrice: decimalField({
    title: "Lowest price",
    description: "The lowest level of the ladder.",
    unit: "PRICE",
    min: "0"
  }),
  highPrice: decimalField({ title: "Highest price", description: "The top of the ladder.", unit: "PRICE", min: "0" }),
  gridQuantity: countField({
    title: "Levels",
    description: "How many cells the ladder has.",
    unit: "COUNT",
    min: "2",
    max: "200"
  }),
  spacing: choiceField(
    {
      title: "Spacing",
      description: "Equal percent between levels, or equal difference.",
      unit: "NONE",
      advanced: true
    },
    ["GEOMETRIC", "ARITHMETIC"]
  ),
  triggerPrice: Schema.optionalKey(
    decimalField({
      title: "Trigger price",
      description: "Starts when the price reaches this, from above or below.",
      unit: "PRICE",
      min: "0",
      advanced: true
    })
  ),
  takeProfitPercent: Schema.optionalKey(
    decimalField({
      title: "Take profit",
      description: "Ends the bot when total profit reaches this share of the investment.",
      unit: "PERCENT",
      min: "0.01",
      max: "10000"
    })
  ),
  takeProfitPrice: Schema.optionalKey(
    decimalField({
      title: "Take profit at price",
      description: "Ends the bot at this price; of a NEUTRAL grid the upper end.",
      unit: "PRICE",
      min: "0",
      advanced: true
    })
  ),
  stopLossPercent: Schema.optionalKey(
    decimalField({
      title: "Stop loss",
      description: "Ends the bot when total loss reaches this share of the investment.",
      unit: "PERCENT",
      min: "0.01",
      max: "100"
    })
  ),
  stopLossPrice: Schema.optionalKey(
    decimalField({
      title: "Stop loss at price",
      description: "Ends the bot at this price; of a NEUTRAL grid the lower end.",
      unit: "PRICE",
      min: "0",
      advanced: true
    })
  ),
  closePositionOnStop: flagField({
    title: "Close the position at the end",
    description: "When a price above ends the bot its position is closed; off: it is kept and only the orders go.",
    unit: "NONE",
    advanced: true
  }),
  liquidationBuffer: Schema.optionalKey(liquidationBufferField("1", "50"))
}).annotate({ identifier: "FuturesGridSettings", title: "Futures grid" })
export type FuturesGridSettings = typeof FuturesGridSettings.Type
