import {
  brokerTerms,
  classOf,
  feeTiersOf,
  instrumentBy,
  termsNames,
  termsWords,
  untradedBy
} from "@tradetower/domain/terms"
import type { Market } from "../client/contract.ts"
import type { RulesOnOffer } from "./asks.ts"

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** By whose rules an instrument can be traded, and by whose it can't and why, the kind ones first. */
export const rulesOnOffer = (instrument: Market["instrument"]): ReadonlyArray<RulesOnOffer> => {
  // Instruments come from the API: brands are only the compiler's.
  const traded = instrument as Parameters<typeof instrumentBy>[1]
  return termsNames.map((name) => {
    const problem = untradedBy(name, traded)
    return {
      name,
      title: brokerTerms(name).title,
      meaning: termsWords(name),
      instrument: instrumentBy(name, traded),
      of: classOf(traded),
      tiers: feeTiersOf(name, traded),
      ...(problem !== undefined && { problem: `${capital(problem)}.` })
    }
  })
}
