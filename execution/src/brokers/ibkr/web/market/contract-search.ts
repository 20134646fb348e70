import { Effect, Option } from "effect"
import { type Instrument, type Symbol, takesAll, type TradingStatus } from "@tradetower/domain/market"
import type { ExchangeUnavailable } from "../../../../unavailable.ts"
import { searchInstruments } from "../../../../venues/search-instruments.ts"
import { coarser } from "../../../../venues/steps.ts"
import type { ListedInstrument, Look, Venue } from "../../../../venues/venue.ts"
import { RulesAnswer, StocksAnswer } from "../answers.ts"
import { ourSymbol, productIn, theirSymbol } from "../../instruments.ts"
import type { Session } from "../session.ts"
import { there } from "../trouble.ts"
import { futureIn, instrumentOf } from "../web-instrument.ts"
import { futureNow, futuresOf } from "./futures.ts"

interface Listed extends ListedInstrument {
  readonly symbol: string
  readonly base: string
  readonly quote: string
}

/**
 * What Interactive Brokers lists: each stock by its ticker alone, since it does not list them all, and futures by what they are
 * of. `backing`: what a contract is worth for each dollar that it wants behind one.
 */
export const contractSearch = (backing: (instrument: Instrument) => Effect.Effect<number | undefined>) => {
  const rulesOf = (session: Session, conid: string) =>
    session.read(
      { path: `/iserver/contract/${encodeURIComponent(conid)}/info-and-rules`, urgency: "URGENT" },
      RulesAnswer
    )

  /** The one listing in the US that a ticker has; companies that share it elsewhere are others. */
  const conidOf = Effect.fnUntraced(function* (session: Session, symbol: string) {
    const theirs = theirSymbol(symbol)
    const all = yield* there(
      session.read({ path: "/trsrv/stocks", query: { symbols: theirs }, urgency: "URGENT" }, StocksAnswer)
    )
    const conids = (all[theirs] ?? []).flatMap(({ contracts }) =>
      contracts.flatMap(({ conid, isUS }) => (isUS === true ? [conid] : []))
    )
    const [conid] = conids
    return conids.length === 1 ? conid : undefined
  })

  const share = Effect.fnUntraced(function* (
    session: Session,
    symbol: string
  ): Effect.fn.Return<ReadonlyArray<Listed>, ExchangeUnavailable> {
    if (ourSymbol(theirSymbol(symbol)) === undefined) return []
    const conid = yield* conidOf(session, symbol)
    const rules = conid === undefined ? Option.none() : yield* rulesOf(session, conid)
    const instrument = Option.isSome(rules) ? instrumentOf(rules.value) : undefined
    if (instrument === undefined || conid === undefined || instrument.symbol !== symbol) return []
    return [{ symbol, base: symbol, quote: instrument.quote, instrument, venueSymbol: conid }]
  })

  /** All futures of a product: the rules of one hold for the others. */
  const futures = Effect.fnUntraced(function* (
    session: Session,
    product: string
  ): Effect.fn.Return<ReadonlyArray<Listed>, ExchangeUnavailable> {
    if (!/^[A-Z0-9]{1,6}$/.test(product)) return []
    const all = yield* futuresOf(session, product)
    const [first] = all
    const rules = first === undefined ? Option.none() : yield* rulesOf(session, first.conid)
    if (Option.isNone(rules)) return []
    return all.flatMap((one) => {
      const instrument = futureIn(rules.value, one, all)
      if (instrument === undefined) return []
      const { base, quote, symbol } = instrument
      return [{ symbol, base, quote, instrument, venueSymbol: one.conid }]
    })
  })

  const one = (session: Session, symbol: Symbol) => {
    const product = productIn(symbol)
    return Effect.map(product === undefined ? share(session, symbol) : futures(session, product), (all) =>
      Option.fromUndefinedOr(all.find((listed) => listed.symbol === symbol))
    )
  }

  const find = Effect.fnUntraced(function* (session: Session, text: string, page: Parameters<Venue["find"]>[1]) {
    // A future may be written with the stroke that others have before it.
    const name = text.trim().toUpperCase().replace(/^\//, "")
    const all = [...(yield* share(session, name)), ...(yield* futures(session, productIn(name) ?? name))]
    return searchInstruments(all, name, page)
  })

  const takes = (session: Session, { rules }: RulesAnswer, now: Look["instrument"], instrument: Look["instrument"]) => {
    const { canTradeAcctIds, orderTypes } = rules
    const none = (why: string): TradingStatus => ({ takes: "NONE", why: `Interactive Brokers ${why}` })
    if (canTradeAcctIds?.includes(session.account) === false)
      return none(`does not let account ${session.account} trade ${instrument.symbol}`)
    if (orderTypes?.includes("limit") === false) return none(`takes no limit orders for ${instrument.symbol} now`)
    return coarser("Interactive Brokers", instrument, now) ?? takesAll
  }

  /** How a contract stands, by its number: what its ticker means by now is another matter. */
  const look = Effect.fnUntraced(function* (
    session: Session,
    instrument: Look["instrument"]
  ): Effect.fn.Return<Look, ExchangeUnavailable> {
    const { contract, symbol } = instrument
    const rules = contract === undefined ? Option.none() : yield* rulesOf(session, contract)
    const now = Option.isNone(rules)
      ? undefined
      : instrument.kind === "FUTURES"
        ? yield* futureNow(session, rules.value, instrument, backing)
        : instrumentOf(rules.value)
    if (Option.isNone(rules) || now === undefined || now.symbol !== symbol)
      return {
        instrument,
        takes: {
          takes: "NONE",
          why: `what ${symbol} was is not listed under that name any more at Interactive Brokers: look what became of it there`
        }
      }
    const { closures, futures: terms, orderTicks } = now
    return {
      takes: takes(session, rules.value, now, instrument),
      instrument: {
        ...instrument,
        ...(orderTicks !== undefined && { orderTicks }),
        ...(terms !== undefined && { futures: terms }),
        ...(closures !== undefined && { closures })
      }
    }
  })
  return { find, look, one }
}
