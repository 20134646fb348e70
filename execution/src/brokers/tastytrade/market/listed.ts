import { Clock, Effect, Option } from "effect"
import { type Instrument, takesAll, type Symbol, type TradingStatus } from "@tradetower/domain/market"
import type { ExchangeUnavailable } from "../../../unavailable.ts"
import { searchInstruments } from "../../../venues/search-instruments.ts"
import { coarser } from "../../../venues/steps.ts"
import type { ListedInstrument, Look, Venue } from "../../../venues/venue.ts"
import { isTicker } from "../../share-class.ts"
import { EquityAnswer } from "../answers.ts"
import type { Contract, Contracts } from "../contracts.ts"
import { endOf, productIn, shareName, shareOf } from "../instruments.ts"
import type { Rest } from "../rest.ts"
import { closuresAt, lookAtSession } from "../sessions.ts"

/** How old a contract's record may be where it is asked how it stands, ms. */
const RECENT = 60_000

const none = (why: string): TradingStatus => ({ takes: "NONE", why })
const gone = (symbol: string) => none(`tastytrade does not list ${symbol} any more`)

const listedContract = ({ answer, market }: Contract): ListedInstrument => ({
  instrument: market.instrument,
  venueSymbol: answer.symbol
})

/** What tastytrade lists: of its ten thousand shares each by its own name, of futures all there are. */
export const listedAt = (contracts: Contracts) => {
  const closures = closuresAt()

  const share = Effect.fnUntraced(function* (rest: Rest, symbol: string) {
    if (!isTicker(symbol)) return Option.none()
    const path = `/instruments/equities/${encodeURIComponent(shareName(symbol))}`
    const found = yield* rest.get(path, EquityAnswer, "URGENT")
    return Option.flatMap(found, (answer) => {
      const instrument = shareOf(answer.symbol, answer)
      return instrument === undefined ? Option.none() : Option.some({ answer, instrument, venueSymbol: answer.symbol })
    })
  })

  const get = Effect.fnUntraced(function* (
    rest: Rest,
    symbol: Symbol
  ): Effect.fn.Return<Option.Option<ListedInstrument>, ExchangeUnavailable> {
    if (productIn(symbol) !== undefined) return Option.map(yield* contracts.of(rest, symbol), listedContract)
    return Option.map(yield* share(rest, symbol), ({ instrument, venueSymbol }) => ({ instrument, venueSymbol }))
  })

  const find = Effect.fnUntraced(function* (rest: Rest, text: string, page: Parameters<Venue["find"]>[1]) {
    const now = yield* Clock.currentTimeMillis
    // A class of shares may be written as there; a future's name begins with the stroke.
    const name = text.trim().replace(/^\//, "").replace("/", ".")
    const exact = yield* share(rest, name.toUpperCase())
    const all = yield* contracts.all(rest)
    const open = all.filter(({ answer }) => answer["is-tradeable"] !== false && endOf(answer) > now).map(listedContract)
    const { found, total } = searchInstruments(
      [...Option.toArray(exact), ...open].map(({ instrument, venueSymbol }) => {
        const { base, quote, symbol } = instrument
        return { base, quote, symbol, listed: { instrument, venueSymbol } }
      }),
      name,
      page
    )
    return { found: found.map(({ listed }) => listed), total }
  })

  const lookAtShare = Effect.fnUntraced(function* (rest: Rest, instrument: Instrument) {
    const { symbol } = instrument
    const found = Option.getOrUndefined(yield* share(rest, symbol))
    if (found === undefined) return { instrument, takes: gone(symbol) } satisfies Look
    const { answer, instrument: now } = found
    const { orderTicks } = now
    const takes =
      answer.active === false
        ? gone(symbol)
        : typeof answer["halted-at"] === "number"
          ? none(`${symbol} is halted at its exchange`)
          : (coarser("tastytrade", instrument, now) ?? takesAll)
    return { takes, instrument: { ...instrument, ...(orderTicks !== undefined && { orderTicks }) } } satisfies Look
  })

  const lookAtContract = Effect.fnUntraced(function* (rest: Rest, instrument: Instrument) {
    const { symbol } = instrument
    const found = Option.getOrUndefined(yield* contracts.of(rest, instrument.symbol, RECENT))
    if (found === undefined || found.answer.active === false) return { instrument, takes: gone(symbol) } satisfies Look
    const steps = coarser("tastytrade", instrument, found.market.instrument)
    if (steps !== undefined) return { instrument, takes: steps } satisfies Look
    const { assetClass, futures } = found.market.instrument
    const now: Instrument = {
      ...instrument,
      assetClass,
      ...(futures !== undefined && { futures }),
      closures: yield* closures(rest)
    }
    const { isOpen, nextOpen } = yield* lookAtSession(rest, "Future")
    const closed: TradingStatus = { takes: "LIMIT", why: `CME is closed: it opens at ${nextOpen}` }
    return { instrument: now, takes: isOpen ? takesAll : closed } satisfies Look
  })

  return {
    get,
    find,
    look: (rest: Rest, instrument: Instrument): Effect.Effect<Look, ExchangeUnavailable> =>
      instrument.kind === "FUTURES" ? lookAtContract(rest, instrument) : lookAtShare(rest, instrument)
  }
}
