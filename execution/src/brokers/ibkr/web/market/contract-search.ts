import { Effect, Option } from "effect"
import { type Symbol, takesAll, type TradingStatus } from "@tradetower/domain/market"
import type { ExchangeUnavailable } from "../../../../unavailable.ts"
import { searchInstruments } from "../../../../venues/search-instruments.ts"
import { coarser } from "../../../../venues/steps.ts"
import type { ListedInstrument, Look, Venue } from "../../../../venues/venue.ts"
import { RulesAnswer, StocksAnswer } from "../answers.ts"
import { ourSymbol, theirSymbol } from "../../instruments.ts"
import type { Session } from "../session.ts"
import { there } from "../trouble.ts"
import { instrumentOf } from "../web-instrument.ts"

interface Listed extends ListedInstrument {
  readonly symbol: string
  readonly base: string
  readonly quote: string
}

/** What Interactive Brokers lists: each stock by its ticker alone, since it does not list them all. */
export const contractSearch = () => {
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

  const listed = Effect.fnUntraced(function* (
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

  const one = (session: Session, symbol: Symbol) =>
    Effect.map(listed(session, symbol), ([first]) => Option.fromUndefinedOr(first))

  const find = (session: Session, text: string, page: Parameters<Venue["find"]>[1]) =>
    Effect.map(listed(session, text.trim().toUpperCase()), (all) => searchInstruments(all, text, page))

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
    const now = Option.isSome(rules) ? instrumentOf(rules.value) : undefined
    if (Option.isNone(rules) || now === undefined || now.symbol !== symbol)
      return {
        instrument,
        takes: {
          takes: "NONE",
          why: `what ${symbol} was is not listed under that name any more at Interactive Brokers: look what became of it there`
        }
      }
    const { orderTicks } = now
    return {
      takes: takes(session, rules.value, now, instrument),
      instrument: { ...instrument, ...(orderTicks !== undefined && { orderTicks }) }
    }
  })
  return { find, look, one }
}
