import { Schema } from "effect"
import { StartCondition } from "../../bot/start.ts"
import { fractionsField } from "../fractions-field.ts"
import { stopLossPriceField, takeProfitPriceField, totalLossField, totalProfitField } from "../exit-fields.ts"
import { byDefault, choiceField, countField, decimalField, flagField } from "../../field/field.ts"
import { highPriceField, levelsField, levelStepField, lowPriceField } from "../ladder/fields.ts"

/** Settings of buy-the-dip: see SPEC.md, section BTD. The investment is in base, prices in quote per base. */
export const BtdSettings = Schema.TaggedStruct("BTD", {
  start: StartCondition,
  investment: decimalField({
    title: "Investment",
    description: "The base the bot may use; its profit counts in base, too.",
    unit: "BASE",
    min: "0",
    kept: "WHILE_RUNNING"
  }),
  buyFirst: Schema.optionalKey(
    decimalField({
      title: "Buy first",
      description:
        "How much of the investment is bought at market before the ladder is laid, because you do not hold it. A start buys no more than is lacking then.",
      unit: "BASE",
      min: "0",
      advanced: true
    })
  ),
  lowPrice: Schema.optionalKey(
    lowPriceField("The lowest level. Give both prices, or how many levels lie below and above the price at the start.")
  ),
  highPrice: Schema.optionalKey(highPriceField()),
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
  gridLevels: Schema.optionalKey(levelsField("5", "100")),
  gridStep: Schema.optionalKey(
    levelStepField("Distance between two levels. Between two prices give this or the number of levels.")
  ),
  levelsDistribution: decimalField({
    title: "Levels below (share)",
    description:
      "Which share of the levels lies below the price at the start, when neither prices nor counts are given.",
    unit: "PERCENT",
    min: "0",
    max: "95",
    advanced: true
  }).pipe(byDefault("50")),
  trailing: flagField({
    title: "Trail",
    description: "When the price leaves the ladder, the whole ladder follows it.",
    unit: "NONE"
  }).pipe(byDefault(true)),
  fractions: fractionsField,
  fundDips: choiceField(
    {
      title: "Fund the buys",
      description: "By what the sells bring, or at the start by selling the base of the cells below at market.",
      unit: "NONE"
    },
    ["ON_SELLS", "AT_START"]
  ).pipe(byDefault("ON_SELLS")),
  takeProfitPercent: Schema.optionalKey(totalProfitField("total profit, counted in base,")),
  takeProfitPrice: Schema.optionalKey(
    takeProfitPriceField("Ends the bot at this price or below: what it sold is bought back cheap.")
  ),
  stopLossPercent: Schema.optionalKey(totalLossField("total loss, counted in base,")),
  stopLossPrice: Schema.optionalKey(
    stopLossPriceField("Ends the bot at this price or above: what it sold is bought back before it gets dearer.")
  )
}).annotate({ identifier: "BtdSettings", title: "Buy the dip" })
export type BtdSettings = typeof BtdSettings.Type
