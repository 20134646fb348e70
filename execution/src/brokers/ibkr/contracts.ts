import { Effect, Option } from "effect"
import type { Instrument, Market, Symbol } from "@tradetower/domain/market"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { marketBy } from "@tradetower/domain/terms"
import { ExchangeUnavailable } from "../../unavailable.ts"
import type { Venue } from "../../venues/venue.ts"
import { hoursOf, type MarketState } from "../hours.ts"
import type { AccountMarkets } from "../kept-markets.ts"
import type { OnlyReduces } from "../recorded-orders.ts"

/** Contracts whose hours are remembered. */
const MOST = 1_000

/** What a symbol is to the broker, and what it is counted in. */
export interface Contract {
  /** The number that orders go by: a ticker may be another company's tomorrow. */
  readonly conid: string
  readonly market: Market
}

export interface Contracts {
  readonly of: (symbol: Symbol) => Effect.Effect<Contract, ExchangeUnavailable>
  /** What a contract is counted in; undefined of one that is not traded here. */
  readonly marketOf: (conid: string) => Effect.Effect<Market | undefined, ExchangeUnavailable>
  /** All that are traded here. */
  readonly all: Effect.Effect<ReadonlyArray<Contract>, ExchangeUnavailable>
  /** When regular hours begin next, where it is closed now. */
  readonly closedUntil: (contract: Contract) => Effect.Effect<string | undefined, ExchangeUnavailable>
}

/** What is traded of the venue, as it is followed, else as it is kept, else as it is listed; and what is recorded of its orders. */
export interface Traded {
  readonly followed: () => ReadonlyMap<Symbol, Instrument>
  readonly kept: AccountMarkets
  readonly venue: Pick<Venue, "get">
  readonly onlyReduces: OnlyReduces
}

const contractIn = (instrument: Instrument | undefined): ReadonlyArray<Contract> =>
  instrument?.contract === undefined ? [] : [{ conid: instrument.contract, market: marketBy("ibkr", { instrument }) }]

/** The contracts of an account, by their numbers. `look`: how a contract's market stands. */
export const contractsOf = (
  { followed, kept, venue }: Traded,
  look: (contract: Contract) => Effect.Effect<MarketState, ExchangeUnavailable>
): Contracts => {
  const listed = new Map<Symbol, Contract>()

  const of: Contracts["of"] = Effect.fnUntraced(function* (symbol: Symbol) {
    const [known] = contractIn(followed().get(symbol))
    if (known !== undefined) return known
    const [before] = contractIn((yield* kept.of(symbol))?.instrument)
    if (before !== undefined) return before
    const seen = listed.get(symbol)
    if (seen !== undefined) return seen
    const [found] = contractIn(Option.getOrUndefined(yield* venue.get(symbol))?.instrument)
    if (found === undefined)
      return yield* new ExchangeUnavailable({
        message: `Interactive Brokers does not trade ${symbol}`,
        retryable: false
      })
    listed.set(symbol, found)
    return found
  })

  const all = Effect.map(kept.all, (markets) => {
    const known = new Map<string, Contract>()
    for (const one of markets.flatMap(({ instrument }) => contractIn(instrument))) known.set(one.conid, one)
    for (const one of [...followed().values()].flatMap(contractIn)) known.set(one.conid, one)
    for (const one of listed.values()) known.set(one.conid, one)
    return [...known.values()]
  })

  let byNumber: ReadonlyMap<string, Market> = new Map()
  const marketOf: Contracts["marketOf"] = Effect.fnUntraced(function* (conid: string) {
    const before = byNumber.get(conid)
    if (before !== undefined) return before
    byNumber = new Map((yield* all).map((one) => [one.conid, one.market]))
    return byNumber.get(conid)
  })

  const hours = new OldestOut<string, ReturnType<typeof hoursOf>>(MOST)

  const closedUntil: Contracts["closedUntil"] = (contract) => {
    const known = hours.get(contract.conid) ?? hoursOf(look(contract))
    hours.set(contract.conid, known)
    return known
  }

  return { all, closedUntil, marketOf, of }
}
