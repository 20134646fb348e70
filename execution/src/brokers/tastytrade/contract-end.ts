import { goesOn, lastEntry } from "@tradetower/domain/risk"
import type { Traded } from "./account-markets.ts"

/**
 * Why nothing is entered in a contract any more, with which one goes on, in words. Undefined while it may be. Nobody is moved
 * to another contract by us.
 */
export const closingSoon = ({ contract }: Traded, now: number): string | undefined => {
  if (contract === undefined) return undefined
  const { answer, market } = contract
  const { instrument } = market
  if (answer["is-closing-only"] === true || answer["is-tradeable"] === false)
    return `tastytrade takes orders for ${instrument.symbol} only to close it: ${goesOn(instrument)}`
  const last = lastEntry(instrument)
  return last === undefined || now < last.at ? undefined : `${last.words}: ${goesOn(instrument)}`
}
