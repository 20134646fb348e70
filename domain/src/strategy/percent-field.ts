import type { Decimal } from "../number/decimal.ts"
import { fromUnits } from "../number/decimal-units.ts"

/** A share as the text of a percent field, two decimals, between limits in percent: `percentField(0.0317, 0.1, 100)` is "3.17". */
export const percentField = (value: number, low: number, high: number): Decimal =>
  fromUnits(BigInt(Math.round(Math.min(high, Math.max(low, value * 100)) * 100)), 2)
