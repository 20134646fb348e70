import { Schema } from "effect"
import { StartCondition } from "../../bot/start.ts"
import { fractionsField } from "../fractions-field.ts"
import { takeProfitPriceField, totalProfitField } from "../exit-fields.ts"
import { byDefault, choiceField, countField, decimalField, flagField, investmentField } from "../../field/field.ts"
import { highPriceField, lowPriceField } from "../ladder/fields.ts"

/** Settings of the loop: see SPEC.md, section LOOP. Amounts in quote, prices in quote per base. */
export const LoopSettings = Schema.TaggedStruct("LOOP", {
  start: StartCondition,
  investment: investmentField(
    "Investment",
    "What the bot may use at the most; about half of it buys base at the start."
  ),
  lowPrice: lowPriceField("Below this nothing is placed."),
  highPrice: Schema.optionalKey(highPriceField("Above this nothing is placed.")),
  orderDistance: decimalField({
    title: "Distance",
    description: "From one order to the next, in percent of the price at the first start.",
    unit: "PERCENT",
    min: "0.1",
    max: "50"
  }),
  orderCount: countField({
    title: "Orders",
    description: "Half of them buy below the price at the first start, half sell above it.",
    unit: "COUNT",
    min: "10",
    max: "40"
  }),
  reinvestProfit: flagField({
    title: "Reinvest profit",
    description: "A share of each round trip's profit joins its next order.",
    unit: "NONE",
    advanced: true
  }).pipe(byDefault(false)),
  reinvestProfitPercent: decimalField({
    title: "Share of profit reinvested",
    description: "How much of the profit joins the next order.",
    unit: "PERCENT",
    min: "0.01",
    max: "100",
    advanced: true,
    when: { field: "reinvestProfit", is: true }
  }).pipe(byDefault("100")),
  fractions: fractionsField,
  takeProfitPercent: Schema.optionalKey(totalProfitField()),
  takeProfitPrice: Schema.optionalKey(takeProfitPriceField()),
  exitCurrency: choiceField(
    {
      title: "Take profit in",
      description: "At the take-profit all is sold for quote, all is turned into base, or both are kept as they are.",
      unit: "NONE",
      advanced: true
    },
    ["QUOTE", "BASE", "BOTH"]
  ).pipe(byDefault("QUOTE"))
}).annotate({ identifier: "LoopSettings", title: "Loop" })
export type LoopSettings = typeof LoopSettings.Type
