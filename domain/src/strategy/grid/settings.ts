import { Schema } from "effect"
import { StartCondition } from "../../bot/start.ts"
import {
  stopLossPriceField,
  takeProfitPriceField,
  totalLossField,
  totalProfitField,
  trailingStopField,
  trailingTakeProfitField
} from "../exit-fields.ts"
import { byDefault, choiceField, flagField, investmentField, priceField } from "../../field/field.ts"
import { highPriceField, levelsField, levelStepField, lowPriceField, spacingField } from "../ladder/fields.ts"
import { pumpProtectionField } from "../pump-protection-field.ts"

/** Settings of the spot grid: see SPEC.md, section GRID. Amounts in quote, prices in quote per base. */
export const GridSettings = Schema.TaggedStruct("GRID", {
  start: StartCondition,
  investment: investmentField("Investment", "What the bot may use at the most."),
  lowPrice: lowPriceField(),
  highPrice: highPriceField(),
  gridLevels: Schema.optionalKey(
    levelsField("5", "100", { either: { group: "grid", way: "Number of levels", needed: true } })
  ),
  gridStep: Schema.optionalKey(
    levelStepField("Distance between two levels. Give this or the number of levels; one follows from the other.", {
      either: { group: "grid", way: "Step", needed: true }
    })
  ),
  spacing: spacingField,
  orderSizeCurrency: choiceField(
    { title: "Order size", description: "Equal quote in every cell, or equal base.", unit: "NONE", advanced: true },
    ["QUOTE", "BASE"]
  ).pipe(byDefault("QUOTE")),
  trailingUp: flagField({
    title: "Trail up",
    description: "When the price leaves the top, the ladder follows it.",
    unit: "NONE"
  }).pipe(byDefault(true)),
  trailingDown: flagField({
    title: "Trail down",
    description:
      "When the price leaves the bottom, the ladder follows it, buying with free balance beyond the investment.",
    unit: "NONE",
    advanced: true
  }).pipe(byDefault(false)),
  stopTrailingDownPrice: Schema.optionalKey(
    priceField("Trail down no further than", "The ladder never reaches below this price.", {
      advanced: true,
      when: { field: "trailingDown", is: true }
    })
  ),
  pumpProtection: pumpProtectionField,
  takeProfitPercent: Schema.optionalKey(totalProfitField()),
  takeProfitPrice: Schema.optionalKey(takeProfitPriceField()),
  stopLossPercent: Schema.optionalKey(totalLossField()),
  stopLossPrice: Schema.optionalKey(stopLossPriceField()),
  trailingStopPercent: Schema.optionalKey(
    trailingStopField("Ends the bot when the price falls this far from its highest since the start.")
  ),
  trailingTakeProfitPercent: Schema.optionalKey(trailingTakeProfitField),
  reinvest: flagField({
    title: "Reinvest",
    description: "Profit of finished cells is used in the next orders.",
    unit: "NONE",
    advanced: true
  }).pipe(byDefault(false))
}).annotate({ identifier: "GridSettings", title: "Grid" })
export type GridSettings = typeof GridSettings.Type
