import { Schema } from "effect"
import { StartCondition } from "../../bot/start.ts"
import { countField, decimalField, flagField } from "../field.ts"
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
  trailingStopField,
  trailingTakeProfitField
} from "../futures/fields.ts"
import { leverageField, marginTypeField } from "../futures/margin-fields.ts"

/** Settings of averaging on futures: see SPEC.md, section DCA_FUTURES. Amounts are margin, in quote. */
export const DcaFuturesSettings = Schema.TaggedStruct("DCA_FUTURES", {
  start: StartCondition,
  direction: futuresDirectionField,
  investment: marginAmountField("Investment", "Margin the bot may use at the most, fees included."),
  leverage: leverageField(10),
  marginType: marginTypeField,
  baseOrderAmount: marginAmountField("Base order", "Margin of the first order of a cycle."),
  baseOrderType: baseOrderTypeField,
  safetyOrderAmount: marginAmountField("Safety order", "Margin of the first safety order."),
  maxSafetyOrders: countField({
    title: "Number of safety orders",
    description: "How many times the bot may average in.",
    unit: "COUNT",
    min: "1",
    max: "50"
  }),
  safetyOrderStep: stepField,
  safetyOrderStepMultiplier: multiplierField("Step multiplier", "Each step is this many times the one before.", "5"),
  safetyOrderAmountMultiplier: multiplierField(
    "Amount multiplier",
    "Each safety order is this many times the one before.",
    "3"
  ),
  activeOrdersLimit: Schema.optionalKey(activeOrdersField),
  takeProfitPercent: Schema.optionalKey(takeProfitPercentField),
  takeProfitPrice: Schema.optionalKey(takeProfitPriceField),
  trailingTakeProfitPercent: Schema.optionalKey(trailingTakeProfitField),
  stopLossPercent: Schema.optionalKey(stopLossPercentField),
  stopLossPrice: Schema.optionalKey(stopLossPriceField),
  trailingStopPercent: Schema.optionalKey(trailingStopField),
  liquidationBuffer: Schema.optionalKey(liquidationBufferField("1", "10")),
  pumpProtection: flagField({
    title: "Pump protection",
    description: "After more than three fills in a minute no new entries are placed until a minute passes without one.",
    unit: "NONE",
    advanced: true
  }),
  reinvestProfitPercent: Schema.optionalKey(reinvestField),
  maxPrice: Schema.optionalKey(
    decimalField({
      title: "Highest entry price",
      description: "A LONG cycle starts only at this price or below.",
      unit: "PRICE",
      min: "0",
      advanced: true
    })
  ),
  minPrice: Schema.optionalKey(
    decimalField({
      title: "Lowest entry price",
      description: "A SHORT cycle starts only at this price or above.",
      unit: "PRICE",
      min: "0",
      advanced: true
    })
  ),
  maxCycles: Schema.optionalKey(cyclesField)
}).annotate({ identifier: "DcaFuturesSettings", title: "DCA futures" })
export type DcaFuturesSettings = typeof DcaFuturesSettings.Type
