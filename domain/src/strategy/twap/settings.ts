import { Schema } from "effect"
import { StartCondition } from "../../bot/start.ts"
import { fractionsField } from "../fractions-field.ts"
import { choiceField, countField, decimalField, flagField, priceField } from "../../field/field.ts"
import { futuresOnly } from "../futures/fields.ts"

/** Settings of the time-weighted order: see SPEC.md, section TWAP. */
export const TwapSettings = Schema.TaggedStruct("TWAP", {
  start: StartCondition,
  side: choiceField({ title: "Side", description: "Buy or sell the amount.", unit: "NONE", kept: "FOR_GOOD" }, [
    "BUY",
    "SELL"
  ]),
  totalAmount: decimalField({
    title: "Amount",
    description: "How much to buy or sell in all.",
    unit: "BASE",
    min: "0",
    kept: "FOR_GOOD"
  }),
  duration: countField({
    title: "Duration (minutes)",
    description: "Over how long; of a stock's time only the regular session counts.",
    unit: "COUNT",
    min: "5",
    max: "1440"
  }),
  frequency: countField({
    title: "A slice every (seconds)",
    description: "Time from one slice to the next.",
    unit: "COUNT",
    min: "5",
    max: "60"
  }),
  priceLimit: Schema.optionalKey(
    priceField("Price limit", "While the price is worse than this, slices are skipped and made up for later.")
  ),
  fractions: fractionsField,
  ...futuresOnly,
  reduceOnly: Schema.optionalKey(
    flagField({
      title: "Reduce only",
      description: "On futures: only makes a position smaller, never opens one.",
      unit: "NONE",
      advanced: true,
      on: "FUTURES"
    })
  )
}).annotate({ identifier: "TwapSettings", title: "TWAP" })
export type TwapSettings = typeof TwapSettings.Type
