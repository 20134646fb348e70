import { Schema } from "effect"
import { StartCondition } from "../../bot/start.ts"
import { choiceField, countField, decimalField, flagField } from "../field.ts"

/** Settings of the spot grid: see SPEC.md, section GRID. Amounts in quote, prices in quote per base. */
export const GridSettings = Schema.TaggedStruct("GRID", {
  start: StartCondition,
  investment: decimalField({
    title: "Investment",
    description: "What the bot may use at the most.",
    unit: "QUOTE",
    min: "0"
  }),
  lowPrice: decimalField({
    title: "Lowest price",
    description: "The lowest level of the ladder.",
    unit: "PRICE",
    min: "0"
  }),
  highPrice: decimalField({ title: "Highest price", description: "The top of the ladder.", unit: "PRICE", min: "0" }),
  gridLevels: Schema.optionalKey(
    countField({
      title: "Levels",
      description: "How many cells the ladder has.",
      unit: "COUNT",
      min: "5",
      max: "100",
      either: { group: "grid", way: "Number of levels", needed: true }
    })
  ),
  gridStep: Schema.optionalKey(
    decimalField({
      title: "Step",
      description: "Distance between two levels. Give this or the number of levels; one follows from the other.",
      unit: "PERCENT",
      min: "0.1",
      max: "100",
      either: { group: "grid", way: "Step", needed: true }
    })
  ),
  spacing: choiceField(
    {
      title: "Spacing",
      description: "Equal percent between levels, or equal difference.",
      unit: "NONE",
      advanced: true
    },
    ["GEOMETRIC", "ARITHMETIC"]
  ),
  orderSizeCurrency: choiceField(
    { title: "Order size", description: "Equal quote in every cell, or equal base.", unit: "NONE", advanced: true },
    ["QUOTE", "BASE"]
  ),
  trailingUp: flagField({
    title: "Trail up",
    description: "When the price leaves the top, the ladder follows it.",
    unit: "NONE"
  }),
  trailingDown: flagField({
    title: "Trail down",
    description:
      "When the price leaves the bottom, the ladder follows it, buying with free balance beyond the investment.",
    unit: "NONE",
    advanced: true
  }),
  stopTrailingDownPrice: Schema.optionalKey(
    decimalField({
      title: "Trail down no further than",
      description: "The ladder never reaches below this price.",
      unit: "PRICE",
      min: "0",
      advanced: true,
      when: { field: "trailingDown", is: true }
    })
  ),
  pumpProtection: flagField({
    title: "Pump protection",
    description: "After more than three fills in a minute no new entries are placed until a minute passes without one.",
    unit: "NONE",
    advanced: true
  }),
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
      description: "Ends the bot at this price.",
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
      description: "Ends the bot at this price.",
      unit: "PRICE",
      min: "0",
      advanced: true
    })
  ),
  trailingStopPercent: Schema.optionalKey(
    decimalField({
      title: "Trailing stop",
      description: "Ends the bot when the price falls this far from its highest since the start.",
      unit: "PERCENT",
      min: "0.1",
      max: "99",
      advanced: true
    })
  ),
  trailingTakeProfitPercent: Schema.optionalKey(
    decimalField({
      title: "Trailing take profit",
      description: "Once the target is reached, exits only when the gain has fallen back by this share of its peak.",
      unit: "PERCENT",
      min: "0.1",
      max: "99",
      advanced: true
    })
  ),
  reinvest: flagField({
    title: "Reinvest",
    description: "Profit of finished cells is used in the next orders.",
    unit: "NONE",
    advanced: true
  })
}).annotate({ identifier: "GridSettings", title: "Grid" })
export type GridSettings = typeof GridSettings.Type
