import type { Instrument } from "../market/instrument.ts"
import { brokerTerms, type TermsName, termsOf } from "./list.ts"
import type { FeeTier } from "./terms.ts"

/** The tiers by which a broker charges accounts for an instrument, lowest first; empty: it publishes none. */
export const feeTiersOf = (
  name: TermsName,
  instrument: Pick<Instrument, "assetClass" | "kind">
): ReadonlyArray<FeeTier> => termsOf(name, instrument)?.fees?.tiers ?? []

/** Why an account can't be in a tier (1: the lowest), naming what could be; undefined when it can, or none is meant. */
export const tierProblem = (
  name: TermsName,
  instrument: Pick<Instrument, "assetClass" | "kind" | "symbol">,
  tier: number | undefined
): string | undefined => {
  if (tier === undefined) return undefined
  const { length } = feeTiersOf(name, instrument)
  if (tier <= length) return undefined
  const { title } = brokerTerms(name)
  return length === 0
    ? `${title} has no fee tiers that are known for ${instrument.symbol}: give the fees themselves`
    : `${title} has ${length} fee tiers for ${instrument.symbol}: give one from 1 to ${length}`
}
