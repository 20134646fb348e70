import { Schema } from "effect"
import { directionField } from "../averaging/fields.ts"
import { byDefault, choiceField, countField, decimalField, type FieldNote } from "../../field/field.ts"

/** Settings that the futures strategies have in common. */
export const futuresDirectionField = directionField(
  "Long profits when the price rises, short when it falls. It can't be changed later."
)

/** How many times its margin a position may be worth. */
export const leverageField = (most: number, more: Pick<FieldNote, "on"> = {}) =>
  countField({
    ...more,
    title: "Leverage",
    description: "How many times its margin the position is worth. Higher means nearer to liquidation.",
    unit: "COUNT",
    min: "1",
    max: String(most),
    kept: "FOR_GOOD"
  })

/** Where a position's margin comes from. */
const marginField = (more: Pick<FieldNote, "on"> = {}) =>
  choiceField(
    {
      ...more,
      title: "Margin",
      description:
        "Isolated risks the position's own margin and no more; cross puts the account's free balance behind it, too.",
      unit: "NONE",
      advanced: true,
      kept: "FOR_GOOD"
    },
    ["ISOLATED", "CROSS"]
  )
export const marginTypeField = marginField().pipe(byDefault("ISOLATED"))

/** Leverage and margin of a strategy that trades spot, too; there they are left out. */
export const futuresOnly = {
  leverage: Schema.optionalKey(leverageField(100, { on: "FUTURES" })),
  marginType: Schema.optionalKey(marginField({ on: "FUTURES" }))
}

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
