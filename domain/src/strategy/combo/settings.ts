import { Schema } from "effect"
import { StartCondition } from "../../bot/start.ts"
import { countField, decimalField } from "../field.ts"
import {
  activeOrdersField,
  baseOrderTypeField,
  cyclesField,
  futuresDirectionField,
  liquidationBufferField,
  marginAmountField,
  multiplierField,
  reinvestField,
  stepField,
  stopLossPercentField,
  stopLossPriceField,
  takeProfitPercentField,
  takeProfitPriceField,
  trailingStopField
} from "../futures/fields.ts"
import { leverageField, marginTypeField } from "../futures/margin-fields.ts"

/** Settings of averaging in and laddering out: see SPEC.md, section COMBO. Amounts are margin, in quote. */
export const ComboSettings = Schema.TaggedStruct("COMBO", {
  start: StartCondition,
  direction: futuresDirectionField,
  investment: marginAmountField("Initial margin", "Margin the bot may use at the most, fees included."),
  leverage: leverageField(125),
  marginType: marginTypeField,
  lowPrice: decimalField({
    title: "Lowest price",
    description: "It neither enters nor leaves below this price.",
    unit: "PRICE",
    min: "0"
  }),
  highPrice: decimalField({
    title: "Highest price",
    description: "It neither enters nor leaves above this price.",
    unit: "PRICE",
    min: "0"
  }),
  baseOrderAmount: marginAmountField("Base order", "Margin of the first order of a cycle."),
  baseOrderType: baseOrderTypeField,
  averagingOrdersAmount: marginAmountField("Averaging orders", "Margin of all averaging orders together."),
  averagingOrdersQuantity: countField({
    title: "Number of averaging orders",
    description: "How many times the bot may average in.",
    unit: "COUNT",
    min: "0",
    max: "50"
  }),
  averagingOrdersStep: stepField,
  amountMultiplier: multiplierField(
    "Amount multiplier",
    "Each averaging order is this many times the one before.",
    "2"
  ),
  stepMultiplier: multiplierField("Step multiplier", "Each step is this many times the one before.", "2"),
  activeOrdersLimit: Schema.optionalKey(activeOrdersField),
  gridLevels: Schema.optionalKey(
    countField({
      title: "Exit levels",
      description: "Over how many orders the position leaves, as far as they fit between average and bound.",
      unit: "COUNT",
      min: "5",
      max: "100"
    })
  ),
  gridStep: Schema.optionalKey(
    decimalField({
      title: "Exit step",
      description: "Distance from one exit to the next. Without it the exits spread evenly up to the bound.",
      unit: "PERCENT",
      min: "0.1",
      max: "100"
    })
  ),
  takeProfitPercent: Schema.optionalKey(takeProfitPercentField),
  takeProfitPrice: Schema.optionalKey(takeProfitPriceField),
  stopLossPercent: Schema.optionalKey(stopLossPercentField),
  stopLossPrice: Schema.optionalKey(stopLossPriceField),
  trailingStopPercent: Schema.optionalKey(trailingStopField),
  liquidationBuffer: Schema.optionalKey(liquidationBufferField("5", "50")),
  reinvestProfitPercent: Schema.optionalKey(reinvestField),
  maxCycles: Schema.optionalKey(cyclesField)
}).annotate({ identifier: "ComboSettings", title: "Combo" })
export type ComboSettings = typeof ComboSettings.Type
