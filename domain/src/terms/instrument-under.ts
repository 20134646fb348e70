import { derivedOnce } from "../derived-once.ts"
import type { Instrument } from "../market/instrument.ts"
import { type Market, marketOf } from "../market/market.ts"
import type { Decimal } from "../number/decimal.ts"
import { larger } from "../number/decimal-arithmetic.ts"
import { decimalsOf, fromUnits, PLACES } from "../number/decimal-units.ts"
import { isKind, type TermsName, termsOf } from "./list.ts"
import type { FeeSchedule, Terms } from "./terms.ts"

const ONE = "1" as Decimal

/**
 * What quantities of an instrument are counted in. WHOLE: in what may rest, whole units where nothing else does.
 * FRACTIONS: in the fractions that a broker takes. ACCOUNT: in the finest of all that may come, so that orders of both
 * stand in one book.
 */
export type Units = "WHOLE" | "FRACTIONS" | "ACCOUNT"

/** What a bot of such settings counts in. */
export const unitsOf = (settings: object): Units =>
  "fractions" in settings && settings.fractions === true ? "FRACTIONS" : "WHOLE"

/** Whether an order that rests must be for whole units of the instrument. */
const restsWhole = ({ fractions }: Terms): boolean => fractions !== undefined && !fractions.LIMIT.includes("GTC")

/** The step of fractions, no finer than amounts can be counted at the instrument's prices. */
const fractionStep = (step: Decimal, { fillDecimals = 0, tickSize }: Instrument): Decimal =>
  larger(step, fromUnits(1n, PLACES - Math.max(decimalsOf(tickSize), fillDecimals)))

/** An instrument counted in such units: another one only where its broker takes fractions for less long than the rest. */
const countedIn = (terms: Terms, instrument: Instrument, units: Units): Instrument => {
  // A future's lot is a whole contract already.
  if (instrument.kind !== "SPOT" || !restsWhole(terms)) return instrument
  const { fraction } = terms
  if (fraction === undefined || units === "WHOLE") {
    const { minQuantity } = instrument
    return {
      ...instrument,
      wholeShares: true,
      lotSize: ONE,
      minQuantity: Number(minQuantity) > 1 ? minQuantity : ONE
    }
  }
  const { wholeShares: _, ...split } = instrument
  const step = fractionStep(fraction.step, instrument)
  const least = units === "FRACTIONS" && { minNotional: larger(instrument.minNotional, fraction.least) }
  return { ...split, lotSize: step, minQuantity: step, ...least }
}

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
export const instrumentUnder = (terms: Terms, instrument: Instrument, tier = 1, units: Units = "WHOLE"): Instrument => {
  const { fees, maxLeverage } = terms
  const rates = fees?.tiers?.[tier - 1] ?? fees
  const { futures } = instrument
  return {
    ...countedIn(terms, instrument, units),
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
 * An instrument as a bot on an account that keeps a broker's rules trades it, at that account's fees: the one place that
 * says what an account is charged. One that broker does not trade stays as it is. The same instrument object gives the
 * same answer.
 */
export const instrumentBy = (name: TermsName, instrument: Instrument, tier = 1, units: Units = "WHOLE"): Instrument => {
  const terms = termsOf(name, instrument)
  if (terms === undefined || isKind(terms)) return instrument
  const known = madeOf(instrument)
  const under = `${name} ${tier} ${units}`
  const before = known.get(under)
  if (before !== undefined) return before
  const made = instrumentUnder(terms, instrument, tier, units)
  known.set(under, made)
  return made
}

/** A market counted in other units, where its terms have others; all else of it stays. */
export const inUnits = (name: TermsName, market: Market, units: Units): Market => {
  const terms = termsOf(name, market.instrument)
  return terms === undefined ? market : marketOf(countedIn(terms, market.instrument, units))
}

/** A market as an account that keeps a broker's rules takes orders for it, whatever a bot of it counts in. */
export const marketBy = (name: TermsName, { instrument }: Pick<Market, "instrument">): Market =>
  marketOf(instrumentBy(name, instrument, 1, "ACCOUNT"))
