import { Schema } from "effect"
import { StartCondition } from "../../bot/start.ts"
import { choiceField, countField, decimalField, flagField } from "../field.ts"

/** Settings of buy-the-dip: see SPEC.md, section BTD. The investment is in base, prices in quote per base. */
export const BtdSettings = Schema.TaggedStruct("BTD", {
  start: StartCondition,
  investment: decimalField({
    title: "Investment",
    description: "The base the bot may use; its profit counts in base, too.",
    unit: "BASE",
    min: "0"
  }),
  lowPrice: Schema.optionalKey(
    decimalField({
      title: "Lowest price",
      description: "The lowest level. Give both prices, or how many levels lie below and above the price at the start.",
      unit: "PRICE",
      min: "0"
    })
  ),
  highPrice: Schema.optionalKey(
    decimalField({ title: "Highest price", description: "The top of the ladder.", unit: "PRICE", min: "0" })
  ),
  levelsDown: Schema.optionalKey(
    countField({
      title: "Levels below",
      description: "How many cells lie below the price at the start.",
      unit: "COUNT",
      min: "0",
      max: "100",
      advanced: true
    })
  ),
  levelsUp: Schema.optionalKey(
    countField({
      title: "Levels above",
      description: "How many cells lie above the price at the start.",
      unit: "COUNT",
      min: "1",
      max: "100",
      advanced: true
    })
  ),
  gridLevels: Schema.optionalKey(
    countField({ title: "Levels", description: "How many cells the ladder has.", unit: "COUNT", min: "5", max: "100" })
  ),
  gridStep: Schema.optionalKey(
    decimalField({
      title: "Step",
      description: "Distance between two levels. Between two prices give this or the number of levels.",
      unit: "PERCENT",
      min: "0.1",
      max: "100"
    })
  ),
  levelsDistribution: Schema.optionalKey(
    decimalField({
      title: "Levels below (share)",
      description:
        "Which share of the levels lies below the price at the start, when neither prices nor counts are given.",
      unit: "PERCENT",
      min: "0",
      max: "95",
      default: "50",
      advanced: true
    })
  ),
  trailing: flagField({
    title: "Trail",
    description: "When the price leaves the ladder, the whole ladder follows it.",
    unit: "NONE"
  }),
  fundDips: choiceField(
    {
      title: "Fund the buys",
      description: "By what the sells bring, or at the start by selling the base of the cells below at market.",
      unit: "NONE"
    },
    ["ON_SELLS", "AT_START"]
  ),
  takeProfitPercent: Schema.optionalKey(
    decimalField({
      title: "Take profit",
      description: "Ends the bot when total profit, counted in base, reaches this share of the investment.",
      unit: "PERCENT",
      min: "0.01",
      max: "10000"
    })
  ),
  takeProfitPrice: Schema.optionalKey(
    decimalField({
      title: "Take profit at price",
      description: "Ends the bot at this price or below: what it sold is bought back cheap.",
      unit: "PRICE",
      min: "0",
      advanced: true
    })
  ),
  stopLossPercent: Schema.optionalKey(
    decimalField({
      title: "Stop loss",
      description: "Ends the bot when total loss, counted in base, reaches this share of the investment.",
      unit: "PERCENT",
      min: "0.01",
      max: "100"
    })
  ),
  stopLossPrice: Schema.optionalKey(
    decimalField({
      title: "Stop loss at price",
      description: "Ends the bot at this price or above: what it sold is bought back before it gets dearer.",
      unit: "PRICE",
      min: "0",
      advanced: true
    })
  )
}).annotate({ identifier: "BtdSettings", title: "Buy the dip" })
export type BtdSettings = typeof BtdSettings.Type
