import { Schema } from "effect"
import { StartCondition } from "../../bot/start.ts"
import { fractionsField } from "../fractions-field.ts"
import {
  activeOrdersField,
  amountMultiplierField,
  baseOrderTypeField,
  cyclesField,
  cycleTrailingStopField,
  directionField,
  maxPriceField,
  minPriceField,
  orderCountField,
  orderStepField,
  reinvestField,
  stepMultiplierField,
  stopPercentField,
  targetPercentField
} from "../averaging/fields.ts"
import { trailingTakeProfitField } from "../exit-fields.ts"
import { byDefault, flagField, investmentField, quoteField } from "../../field/field.ts"

/** Settings of spot averaging: see SPEC.md, section DCA. Amounts in quote, prices in quote per base. */
export const DcaSettings = Schema.TaggedStruct("DCA", {
  start: StartCondition,
  direction: directionField("Long buys and sells higher; short sells base you hold and buys it back lower."),
  investment: investmentField("Investment", "What the bot may use at the most: base order and all averaging orders."),
  baseOrderAmount: quoteField("Base order", "The first order of a cycle."),
  baseOrderType: baseOrderTypeField,
  averagingOrdersAmount: quoteField("Averaging orders", "All averaging orders together."),
  averagingOrdersQuantity: orderCountField("averaging", "0", "100"),
  averagingOrdersStep: orderStepField,
  amountMultiplier: amountMultiplierField("averaging", "2"),
  stepMultiplier: stepMultiplierField("2"),
  activeOrdersLimit: Schema.optionalKey(activeOrdersField),
  takeProfitPercent: targetPercentField,
  trailingTakeProfitPercent: Schema.optionalKey(trailingTakeProfitField),
  stopLossPercent: Schema.optionalKey(stopPercentField),
  trailingStopPercent: Schema.optionalKey(cycleTrailingStopField),
  reinvestProfitPercent: Schema.optionalKey(reinvestField),
  maxPrice: Schema.optionalKey(maxPriceField),
  minPrice: Schema.optionalKey(minPriceField),
  reserveFunds: flagField({
    title: "Reserve funds",
    description: "While the price limit holds the bot back, an order far from the market locks its funds.",
    unit: "NONE",
    advanced: true
  }).pipe(byDefault(true)),
  maxCycles: Schema.optionalKey(cyclesField),
  fractions: fractionsField
}).annotate({ identifier: "DcaSettings", title: "DCA" })
export type DcaSettings = typeof DcaSettings.Type
