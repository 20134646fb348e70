import { Schema } from "effect"
import { flagField } from "../field/field.ts"

/** Whether a bot trades fractions of a share, where its account's broker takes orders for those (TERMS-17). */
export const fractionsField = Schema.optionalKey(
  flagField({
    title: "Fractions of shares",
    description:
      "Buys and sells parts of a share, from 1 USD. Such orders are for the day: what rests is placed anew each day.",
    unit: "NONE",
    advanced: true,
    kept: "FOR_GOOD",
    on: "STOCKS"
  })
)
