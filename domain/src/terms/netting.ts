import type { Instrument } from "../market/instrument.ts"
import { type TermsName, termsOf } from "./list.ts"

/** A live run on the same account. */
export interface Neighbour {
  readonly name: string
  readonly symbol: string
}

/**
 * Why one more run can't trade an instrument on an account whose broker has one position for each symbol: the two would
 * trade against each other (TERMS-10). Undefined: it can.
 */
export const nettingProblem = (
  terms: TermsName,
  instrument: Pick<Instrument, "assetClass" | "kind" | "symbol">,
  others: ReadonlyArray<Neighbour>
): { readonly field: string; readonly message: string } | undefined => {
  const found = termsOf(terms, instrument)
  if (found === undefined || !found.netting) return undefined
  const first = others.find(({ symbol }) => symbol === instrument.symbol)
  if (first === undefined) return undefined
  return {
    field: "symbol",
    message: `${found.title} has one position in ${instrument.symbol} for each account, and “${first.name}” trades it: stop that bot first, or choose another pair or account`
  }
}
