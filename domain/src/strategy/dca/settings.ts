import { Schema } from "effect"
import { StartCondition } from "../../bot/start.ts"
import { choiceField, countField, decimalField, flagField } from "../field.ts"

/** Settings of spot averaging: see SPEC.md, section DCA. Amounts in quote, prices in quote per base. */
export const DcaSettings = Schema.TaggedStruct("DCA", {
  start: StartCondition,
  direction: choiceField(
    {
      title: "Direction",
      description: "LONG buys and sells higher; SHORT sells base you hold and buys it back lower.",
      unit: "NONE"
    },
    ["LONG", "SHORT"]
  ),
  investment: decimalField({
    title: "Investment",
    description: "What the bot may use at the most: base order and all averaging orders.",
    unit: "QUOTE",
    min: "0"
  }),
  baseOrderAmount: decimalField({
    title: "Base order",
    description: "The first order of a cycle.",
    unit: "QUOTE",
    min: "0"
  }),
  baseOrderType: choiceField(
    {
      title: "Base order type",
      description: "MARKET enters at once; LIMIT waits at the price of the start.",
      unit: "NONE",
      advanced: true
    },
    ["MARKET", "LIMIT"]
  ),
  averagingOrdersAmount: decimalField({
    title: "Averaging orders",
    description: "All averaging orders together.",
    unit: "QUOTE",
    min: "0"
  }),
  averagingOrdersQuantity: countField({
    title: "Number of averaging orders",
    description: "How many times the bot may average in.",
    unit: "COUNT",
    min: "0",
    max: "100"
  }),
  averagingOrdersStep: decimalField({
    title: "Step",
    description: "Distance of the first averaging order from the base order.",
    unit: "PERCENT",
    min: "0.1",
    max: "50"
  }),
  amountMultiplier: decimalField({
    title: "Amount multiplier",
    description: "Each averaging order is this many times the one before.",
    unit: "NONE",
    min: "1",
    max: "2"
  }),
  stepMultiplier: decimalField({
    title: "Step multiplier",
    description: "Each step is this many times the one before.",
    unit: "NONE",
    min: "1",
    max: "2"
  }),
  activeOrdersLimit: Schema.optionalKey(
    countField({
      title: "Orders on the exchange",
      description: "Only the next so many averaging orders rest at once.",
      unit: "COUNT",
      min: "1",
      max: "100",
      advanced: true
    })
  ),
  takeProfitPercent: decimalField({
    title: "Take profit",
    description: "Distance of the exit from the average entry price.",
    unit: "PERCENT",
    min: "0.1",
    max: "1000"
  }),
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
  stopLossPercent: Schema.optionalKey(
    decimalField({
      title: "Stop loss",
      description: "Distance of the stop from the average entry price.",
      unit: "PERCENT",
      min: "0.1",
      max: "99"
    })
  ),
  trailingStopPercent: Schema.optionalKey(
    decimalField({
      title: "Trailing stop",
      description: "The stop follows the best price since entry at this distance.",
      unit: "PERCENT",
      min: "0.1",
      max: "99",
      advanced: true
    })
  ),
  reinvestProfitPercent: Schema.optionalKey(
    decimalField({
      title: "Reinvest",
      description: "Share of a cycle's profit that joins the next cycle.",
      unit: "PERCENT",
      min: "0",
      max: "100",
      advanced: true
    })
  ),
  maxPrice: Schema.optionalKey(
    decimalField({
      title: "Highest entry price",
      description: "A LONG cycle starts only at this price or below.",
      unit: "PRICE",
      min: "0",
      advanced: true,
      when: { field: "direction", is: "LONG" }
    })
  ),
  minPrice: Schema.optionalKey(
    decimalField({
      title: "Lowest entry price",
      description: "A SHORT cycle starts only at this price or above.",
      unit: "PRICE",
      min: "0",
      advanced: true,
      when: { field: "direction", is: "SHORT" }
    })
  ),
  reserveFunds: Schema.optionalKey(
    flagField({
      title: "Reserve funds",
      description:
        "While the price limit holds the bot back, an order far from the market locks its funds (default on).",
      unit: "NONE",
      advanced: true
    })
  ),
  maxCycles: Schema.optionalKey(
    countField({
      title: "Cycles",
      description: "Ends after so many cycles.",
      unit: "COUNT",
      min: "1",
      max: "100000",
      advanced: true
    })
  )
}).annotate({ identifier: "DcaSettings", title: "DCA" })
export type DcaSettings = typeof DcaSettings.Type
