import { directionField } from "../averaging/fields.ts"
import { byDefault, choiceField, countField, decimalField } from "../field.ts"

/** Settings that the futures strategies have in common. */
export const futuresDirectionField = directionField(
  "LONG profits when the price rises, SHORT when it falls. It can't be changed later."
)

/** How many times its margin a position may be worth. */
export const leverageField = (most: number) =>
  countField({
    title: "Leverage",
    description: "How many times its margin the position is worth. Higher means nearer to liquidation.",
    unit: "COUNT",
    min: "1",
    max: String(most)
  })

/** Where a position's margin comes from. */
export const marginChoice = choiceField(
  {
    title: "Margin",
    description:
      "ISOLATED risks the position's own margin and no more; CROSS puts the account's free balance behind it, too.",
    unit: "NONE",
    advanced: true
  },
  ["ISOLATED", "CROSS"]
)
export const marginTypeField = marginChoice.pipe(byDefault("ISOLATED"))

/** Leaves when liquidation is this near. */
export const liquidationBufferField = (min: string, max: string) =>
  decimalField({
    title: "Liquidation buffer",
    description: "Closes the position when the distance to liquidation, in percent of the price, has shrunk to this.",
    unit: "PERCENT",
    min,
    max,
    advanced: true
  })
