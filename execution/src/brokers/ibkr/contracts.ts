import { Clock, Effect, Option } from "effect"
import type { Instrument, Market, Symbol } from "@tradetower/domain/market"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { marketBy } from "@tradetower/domain/terms"
import { ExchangeUnavailable } from "../../unavailable.ts"
import type { Venue } from "../../venues/venue.ts"
import { rfc3339 } from "../../wire/instants.ts"
import { hoursOf } from "../hours.ts"
import type { AccountMarkets } from "../kept-markets.ts"
import { ScheduleAnswer } from "./answers.ts"
import type { Session } from "./session.ts"

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
  readonly closedUntil: (conid: string) => Effect.Effect<string | undefined, ExchangeUnavailable>
}

/** What is traded of the venue: as it is followed, else as it is kept, else as it is listed. */
export interface Traded {
  readonly followed: () => ReadonlyMap<Symbol, Instrument>
  readonly kept: AccountMarkets
  readonly venue: Pick<Venue, "get">
}

const contractIn = (instrument: Instrument | undefined): ReadonlyArray<Contract> =>
  instrument?.contract === undefined ? [] : [{ conid: instrument.contract, market: marketBy("ibkr", { instrument }) }]

/** The contracts of an account, by their numbers. */
export const contractsOf = ({ followed, kept, venue }: Traded, session: Session): Contracts => {
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

  /** How a contract's market stands; one whose hours are not told is held by the broker itself until they come. */
  const look = Effect.fnUntraced(function* (conid: string) {
    const now = yield* Clock.currentTimeMillis
    const found = yield* session.read(
      { path: "/contract/trading-schedule", query: { conid }, urgency: "URGENT" },
      ScheduleAnswer
    )
    const days = Option.isNone(found) ? [] : Object.values(found.value.schedules)
    const open = days.flatMap(({ liquid_hours }) =>
      (liquid_hours ?? []).map(({ closing, opening }) => [opening * 1_000, closing * 1_000] as const)
    )
    const current = open.find(([from, to]) => now >= from && now < to)
    const next = Math.min(...open.flatMap(([from]) => (from > now ? [from] : [])))
    const isOpen = open.length === 0 || current !== undefined || !Number.isFinite(next)
    return {
      isOpen,
      left: (current?.[1] ?? next) - now,
      nextOpen: Number.isFinite(next) ? rfc3339(next) : ""
    }
  })

  const closedUntil: Contracts["closedUntil"] = (conid) => {
    const known = hours.get(conid) ?? hoursOf(look(conid))
    hours.set(conid, known)
    return known
  }

  return { all, closedUntil, marketOf, of }
}
