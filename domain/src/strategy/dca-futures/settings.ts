import { Schema } from "effect"
import { StartCondition } from "../../bot/start.ts"
import {
  activeOrdersField,
  amountMultiplierField,
  baseOrderTypeField,
  cyclesField,
  cycleTrailingStopField,
  maxPriceField,
  minPriceField,
  orderCountField,
  orderStepField,
  reinvestField,
  stepMultiplierField,
  stopPercentField,
  stopPriceField,
  targetPercentField,
  targetPriceField
} from "../averaging/fields.ts"
import { trailingTakeProfitField } from "../exit-fields.ts"
import { investmentField, quoteField } from "../../field/field.ts"
import { futuresDirectionField, leverageField, liquidationBufferField, marginTypeField } from "../futures/fields.ts"
import { pumpProtectionField } from "../pump-protection-field.ts"

/** Settings of averaging on futures: see SPEC.md, section DCA_FUTURES. Amounts are margin, in quote. */
export const DcaFuturesSettings = Schema.TaggedStruct("DCA_FUTURES", {
  start: StartCondition,
  direction: futuresDirectionField,
  investment: investmentField("Investment", "Margin the bot may use at the most, fees included."),
  leverage: leverageField(10),
  marginType: marginTypeField,
  baseOrderAmount: quoteField("Base order", "Margin of the first order of a cycle."),
  baseOrderType: baseOrderTypeField,
  safetyOrderAmount: quoteField("Safety order", "Margin of the first safety order."),
  maxSafetyOrders: orderCountField("safety", "1", "50"),
  safetyOrderStep: orderStepField,
  safetyOrderStepMultiplier: stepMultiplierField("5"),
  safetyOrderAmountMultiplier: amountMultiplierField("safety", "3"),
  activeOrdersLimit: Schema.optionalKey(activeOrdersField),
  takeProfitPercent: Schema.optionalKey(targetPercentField),
  takeProfitPrice: Schema.optionalKey(targetPriceField),
  trailingTakeProfitPercent: Schema.optionalKey(trailingTakeProfitField),
  stopLossPercent: Schema.optionalKey(stopPercentField),
  stopLossPrice: Schema.optionalKey(stopPriceField),
  trailingStopPercent: Schema.optionalKey(cycleTrailingStopField),
  liquidationBuffer: Schema.optionalKey(liquidationBufferField("1", "10")),
  pumpProtection: pumpProtectionField,
  reinvestProfitPercent: Schema.optionalKey(reinvestField),
  maxPrice: Schema.optionalKey(maxPriceField),
  minPrice: Schema.optionalKey(minPriceField),
  maxCycles: Schema.optionalKey(cyclesField)
}).annotate({ identifier: "DcaFuturesSettings", title: "DCA futures" })
export type DcaFuturesSettings = typeof DcaFuturesSettings.Type
