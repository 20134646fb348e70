import { Schema } from "effect"
import { Decimal } from "../number/decimal.ts"

/** A figure that only some strategies have: cycles done, share of the ladder used, averaging orders used. */
export const OwnFigure = Schema.Struct({
  /** For programs: `"ladderUtilisation"`. */
  name: Schema.String,
  /** For people: `"Ladder used"`. */
  title: Schema.String,
  value: Decimal,
  unit: Schema.Literals(["COUNT", "PERCENT", "QUOTE", "BASE", "PRICE", "BASIS_POINTS", "MILLIS"])
}).annotate({ identifier: "OwnFigure" })
export type OwnFigure = typeof OwnFigure.Type
