import type { Summary } from "../client/contract.ts"
import { fixed, trimmed } from "../format/number.ts"
import { span } from "../format/time.ts"

type Figure = NonNullable<Summary["figures"]>[number]

/** A figure that only some strategies have, as text; `decimals` of the market's prices. */
export const figureText = ({ unit, value }: Figure, base: string, quote: string, decimals = 2): string => {
  switch (unit) {
    case "PERCENT":
      return `${fixed(value, 2)}\u202f%`
    case "QUOTE":
      return `${fixed(value, 2)} ${quote}`
    case "BASE":
      return `${trimmed(value)} ${base}`
    case "PRICE":
      return fixed(value, decimals)
    case "BASIS_POINTS":
      return `${trimmed(value, 2)} bp`
    case "MILLIS":
      return span(Number(value))
    default:
      return trimmed(value)
  }
}
