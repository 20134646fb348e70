import { Schema } from "effect"
import { StartCondition } from "../../bot/start.ts"
import {
  activeOrdersField,
  amountMultiplierField,
  baseOrderTypeField,
  cyclesField,
  cycleTrailingStopField,
  orderCountField,
  orderStepField,
  reinvestField,
  stepMultiplierField,
  stopPercentField,
  stopPriceField,
  targetPercentField,
  targetPriceField
} from "../averaging/fields.ts"
import { countField, decimalField, investmentField, quoteField } from "../../field/field.ts"
import { futuresDirectionField, leverageField, liquidationBufferField, marginTypeField } from "../futures/fields.ts"
import { highPriceField, lowPriceField } from "../ladder/fields.ts"

/** Settings of averaging in and laddering out: see SPEC.md, section COMBO. Amounts are margin, in quote. */
export const ComboSettings = Schema.TaggedStruct("COMBO", {
  start: StartCondition,
  direction: futuresDirectionField,
  investment: investmentField("Initial margin", "Margin the bot may use at the most, fees included."),
  leverage: leverageField(125),
  marginType: marginTypeField,
  lowPrice: lowPriceField("It neither enters nor leaves below this price."),
  highPrice: highPriceField("It neither enters nor leaves above this price."),
  baseOrderAmount: quoteField("Base order", "Margin of the first order of a cycle."),
  baseOrderType: baseOrderTypeField,
  averagingOrdersAmount: quoteField("Averaging orders", "Margin of all averaging orders together."),
  averagingOrdersQuantity: orderCountField("averaging", "0", "50"),
  averagingOrdersStep: orderStepField,
  amountMultiplier: amountMultiplierField("averaging", "2"),
  stepMultiplier: stepMultiplierField("2"),
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
  takeProfitPercent: Schema.optionalKey(targetPercentField),
  takeProfitPrice: Schema.optionalKey(targetPriceField),
  stopLossPercent: Schema.optionalKey(stopPercentField),
  stopLossPrice: Schema.optionalKey(stopPriceField),
  trailingStopPercent: Schema.optionalKey(cycleTrailingStopField),
  liquidationBuffer: Schema.optionalKey(liquidationBufferField("5", "50")),
  reinvestProfitPercent: Schema.optionalKey(reinvestField),
  maxCycles: Schema.optionalKey(cyclesField)
}).annotate({ identifier: "ComboSettings", title: "Combo" })
export type ComboSettings = typeof ComboSettings.Type
