import { derivedOnce } from "../derived-once.ts"
import type { Instrument } from "../market/instrument.ts"
import { type Market, marketOf } from "../market/market.ts"
import type { Decimal } from "../number/decimal.ts"
import { isKind, type TermsName, termsOf } from "./list.ts"
import type { FeeSchedule, Terms } from "./terms.ts"

const ONE = "1" as Decimal

/** Whether an order that rests must be for whole units of the instrument. */
const restsWhole = ({ fractions }: Terms): boolean => fractions !== undefined && !fractions.LIMIT.includes("GTC")

const unitFeesOf = ({ minimum, mostRate, perUnit }: FeeSchedule): NonNullable<Instrument["unitFees"]> => ({
  ...(perUnit !== undefined && { perUnit }),
  ...(minimum !== undefined && { minimum }),
  ...(mostRate !== undefined && { mostRate })
})
const hasUnitFees = (fees: FeeSchedule): boolean => Object.keys(unitFeesOf(fees)).length > 0

/**
 * An instrument as a broker's account trades it: whole shares where nothing else rests, the account's fees, no more
 * leverage than is backed. Terms that say nothing of these leave it as it is. `tier`: of its fees, 1 is the lowest.
 */
export const instrumentUnder = (terms: Terms, instrument: Instrument, tier = 1): Instrument => {
  const { fees, maxLeverage } = terms
  const rates = fees?.tiers?.[tier - 1] ?? fees
  const { futures, kind, minQuantity } = instrument
  return {
    ...instrument,
    // A future's lot is a whole contract already.
    ...(kind === "SPOT" &&
      restsWhole(terms) && {
        wholeShares: true,
        lotSize: ONE,
        minQuantity: Number(minQuantity) > 1 ? minQuantity : ONE
      }),
    ...(fees !== undefined &&
      rates !== undefined && {
        makerFeeRate: rates.makerRate,
        takerFeeRate: rates.takerRate,
        feeAsset: fees.asset
      }),
    ...(fees !== undefined && hasUnitFees(fees) && { unitFees: unitFeesOf(fees) }),
    ...(futures !== undefined &&
      maxLeverage !== undefined && {
        futures: { ...futures, maxLeverage: Math.min(futures.maxLeverage, maxLeverage) }
      })
  }
}

/** An instrument under each terms it was asked for: the same one again, so that its market is the same, too. */
const madeOf = derivedOnce((_: Instrument) => new Map<string, Instrument>())

/**
 * An instrument as an account that keeps a broker's rules trades it, at that account's fees: the one place that says what
 * an account is charged. One that broker does not trade stays as it is. The same instrument object gives the same answer.
 */
export const instrumentBy = (name: TermsName, instrument: Instrument, tier = 1): Instrument => {
  const terms = termsOf(name, instrument)
  if (terms === undefined || isKind(terms)) return instrument
  const known = madeOf(instrument)
  const under = tier === 1 ? name : `${name} ${tier}`
  const before = known.get(under)
  if (before !== undefined) return before
  const made = instrumentUnder(terms, instrument, tier)
  known.set(under, made)
  return made
}

/** A market as an account that keeps a broker's rules trades it. */
export const marketBy = (name: TermsName, { instrument }: Pick<Market, "instrument">): Market =>
  marketOf(instrumentBy(name, instrument))
