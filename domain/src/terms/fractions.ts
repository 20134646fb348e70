import type { Instrument } from "../market/instrument.ts"
import type { Market, Quantity } from "../market/market.ts"
import { isInWholeUnits } from "../market/whole-units.ts"
import { brokerTerms, type TermsName, termsNames, termsOf } from "./list.ts"
import type { Terms } from "./terms.ts"

/** Whether an order is for a fraction where a broker has rules of its own for those. */
export const isFraction = ({ fractions }: Terms, market: Market, quantity: Quantity): boolean =>
  fractions !== undefined && !isInWholeUnits(market, quantity)

/** By whose terms fractions of an instrument are traded. */
const takers = (instrument: Instrument): ReadonlyArray<string> =>
  termsNames.filter((name) => termsOf(name, instrument)?.fraction !== undefined).map((name) => brokerTerms(name).title)

/**
 * Why no bot trades fractions of an instrument on an account that keeps a broker's rules, saying which of them is in the way
 * and what would work (TERMS-17); undefined where one can.
 */
export const fractionsProblem = (name: TermsName, instrument: Instrument): string | undefined => {
  const { assetClass, base, fractionable, kind } = instrument
  if (kind !== "SPOT" || assetClass !== "EQUITY") return `${base} is no share, and is split anyway: leave it off`
  const { title } = brokerTerms(name)
  if (termsOf(name, instrument)?.fraction === undefined)
    return `${title} takes no orders for fractions of a share: leave it off, or trade on an account by the rules of ${takers(instrument).join(" or ")}`
  return fractionable === false
    ? `${title} takes orders for whole shares of ${base} only: leave it off, or choose another share`
    : undefined
}
