import { choiceField, countField } from "../field.ts"

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
export const marginTypeField = choiceField(
  {
    title: "Margin",
    description:
      "ISOLATED risks the position's own margin and no more; CROSS puts the account's free balance behind it, too.",
    unit: "NONE",
    advanced: true
  },
  ["ISOLATED", "CROSS"]
)
