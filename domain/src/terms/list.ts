import { Schema } from "effect"
import type { Instrument } from "../market/instrument.ts"
import { alpaca } from "./alpaca.ts"
import { coinbase } from "./coinbase.ts"
import { ibkr } from "./ibkr.ts"
import { kind, paper } from "./paper.ts"
import { tastytrade } from "./tastytrade.ts"
import type { BrokerTerms, InstrumentClass, Terms } from "./terms.ts"

/** Whose rules there are. What else names them (names, screens, trials) follows from this list. */
const terms = { paper, alpaca, coinbase, tastytrade, ibkr } as const

/** Whose rules an account trades by: `paper` is the kind ones. */
export type TermsName = keyof typeof terms
export const termsNames = Object.keys(terms) as ReadonlyArray<TermsName>
export const TermsName = Schema.Literals(termsNames)

/** The broker's terms by name. */
export const brokerTerms = (name: TermsName): BrokerTerms => terms[name]

/** Under which of a broker's rules an instrument comes. */
export const classOf = ({ assetClass, kind: of }: Pick<Instrument, "assetClass" | "kind">): InstrumentClass =>
  of === "FUTURES" ? "FUTURES" : assetClass === "EQUITY" ? "STOCK" : "CRYPTO"

/** A broker's terms for an instrument; undefined: it does not trade such (`termsProblem` says why). */
export const termsOf = (name: TermsName, instrument: Pick<Instrument, "assetClass" | "kind">): Terms | undefined =>
  brokerTerms(name).of[classOf(instrument)]

/** Under whose rules something of these classes can be traded: an account by others would trade nothing there. */
export const termsFor = (classes: ReadonlyArray<InstrumentClass>): ReadonlyArray<TermsName> =>
  termsNames.filter((name) => classes.some((one) => brokerTerms(name).of[one] !== undefined))

/** Whether terms are those of the paper exchange as it ever was. */
export const isKind = (of: Terms | undefined): boolean => of === undefined || of === kind

/** The terms that keep a run from doing all there is; undefined under the kind ones. */
export const strictTerms = (
  name: TermsName | undefined,
  instrument: Pick<Instrument, "assetClass" | "kind">
): Terms | undefined => {
  if (name === undefined) return undefined
  const terms = termsOf(name, instrument)
  return isKind(terms) ? undefined : terms
}
