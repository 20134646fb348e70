import type { Instrument } from "../market/instrument.ts"
import { brokerTerms, classOf, isKind, type TermsName } from "./list.ts"
import type { InstrumentClass, Terms } from "./terms.ts"

const called: Readonly<Record<InstrumentClass, string>> = { STOCK: "stocks", CRYPTO: "coins", FUTURES: "futures" }
const units: Readonly<Record<InstrumentClass, string>> = { STOCK: "share", CRYPTO: "coin", FUTURES: "contract" }

/** Each thing that may be otherwise than under the kind terms, as a clause; undefined where it is not. */
const clauses: ReadonlyArray<(terms: Terms, of: InstrumentClass) => string | undefined> = [
  ({ stopBesideOpposite }) =>
    stopBesideOpposite
      ? undefined
      : "a stop or an order at market is refused while a limit order of the other side rests",
  ({ stopBesideExits }) =>
    stopBesideExits === "OCO"
      ? "a stop stands beside one exit at most, and either ends the other"
      : stopBesideExits === "NONE"
        ? "a stop is refused beside an exit"
        : undefined,
  ({ nativeStop }) =>
    nativeStop === "LIMIT"
      ? "a stop turns into a limit order, which a jump of the price may pass"
      : nativeStop === "NONE"
        ? "stops are refused, and watched from here"
        : undefined,
  ({ fractions }, of) =>
    fractions === undefined || fractions.LIMIT.includes("GTC")
      ? undefined
      : fractions.LIMIT.length === 0
        ? `fractions of a ${units[of]} are refused`
        : `fractions of a ${units[of]} are for the day only, so bots trade whole ones unless they are set to trade fractions`,
  ({ maxOpenOrdersASide: most }) =>
    most === undefined ? undefined : `more than ${most} resting orders of one side are refused`,
  ({ netting }) => (netting ? "an account has one position a symbol, so one bot at a time trades it" : undefined),
  ({ leverage, maxLeverage }, of) =>
    of !== "FUTURES" || leverage !== "ACCOUNT"
      ? undefined
      : maxLeverage === undefined
        ? "leverage is the account's and can't be chosen"
        : `leverage is the account's and can't be chosen: ${maxLeverage} times at most`,
  ({ sessions }, of) =>
    of !== "STOCK"
      ? undefined
      : sessions.includes("EXTENDED")
        ? "limit orders work before and after regular hours, too; all others in them"
        : "orders work in regular hours only",
  ({ fees }) =>
    fees === undefined
      ? undefined
      : fees.tiers === undefined
        ? "fees are those of its lowest tier"
        : "fees are those of its lowest tier where no other is said"
]

/** Why an account by a broker's rules can't trade an instrument, naming what could be (TERMS-8); undefined when it can. */
export const untradedBy = (
  name: TermsName,
  instrument: Pick<Instrument, "assetClass" | "kind">
): string | undefined => {
  const { of, title, without } = brokerTerms(name)
  const one = classOf(instrument)
  if (of[one] !== undefined) return undefined
  // The keys of an object are its own names, which Object.keys can't say.
  const could = (Object.keys(of) as ReadonlyArray<InstrumentClass>).map((traded) => called[traded]).join(" and ")
  return `${title} ${without[one] ?? "does not trade this"}: choose one of its ${could}`
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

const KIND = [
  "Kinder than any broker: every type of order is taken, at any hour, and any number of bots may trade a symbol."
]

/**
 * What it means to trade by a broker's terms, in sentences for a trader: they follow from the terms, and one that is
 * true of some classes of instruments only names them (TERMS-15).
 */
export const termsWords = (name: TermsName): ReadonlyArray<string> => {
  const { of, title, without } = brokerTerms(name)
  // The keys of an object are its own names, which Object.entries can't say.
  const traded = Object.entries(of) as ReadonlyArray<readonly [InstrumentClass, Terms]>
  if (traded.every(([, terms]) => isKind(terms))) return KIND
  const said = clauses.flatMap((clause) => {
    const classes = new Map<string, Array<string>>()
    for (const [one, terms] of traded) {
      const text = clause(terms, one)
      if (text !== undefined) classes.set(text, [...(classes.get(text) ?? []), called[one]])
    }
    return Array.from(classes, ([text, names]) =>
      sentence(names.length === traded.length ? text : `${names.join(" and ")}: ${text}`)
    )
  })
  const lacks = Object.values(without).map((why) => `${title} ${why}.`)
  return [...said, ...lacks]
}
