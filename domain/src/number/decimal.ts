import { Schema } from "effect"
import { PLAIN_DECIMAL } from "./plain-decimal.ts"

/**
 * A plain decimal number as text: `"12"`, `"0.015"`, `"-3.5"`. Never an exponent, never a float.
 * Every price, quantity, amount and rate has this shape on the wire and at rest.
 */
export const Decimal = Schema.String.check(
  Schema.isPattern(PLAIN_DECIMAL, {
    message: "write a plain decimal number, such as 12 or 0.015: at most 18 digits before the point and 18 after it"
  })
).pipe(Schema.brand("Decimal"))
export type Decimal = typeof Decimal.Type
