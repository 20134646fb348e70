import { Context, Effect, Option } from "effect"
import { type Connection, type ConnectionId, PAPER, PAPER_BROKER, paperConnection } from "@tradetower/domain/connection"
import type { TenantId } from "@tradetower/domain/ids"
import { type Market, marketOf, type Symbol, type VenueId } from "@tradetower/domain/market"
import { marketBy } from "@tradetower/domain/terms"
import { Connections, Store, type StoreUnavailable } from "@tradetower/platform"
import { ExchangeUnavailable } from "./exchange.ts"
import { untilItWorks } from "./patience.ts"
import type { GuardedExchange } from "./risk/gate.ts"

/** The exchanges this process trades on, their markets, and which connection is at which. */
export class Markets extends Context.Service<
  Markets,
  {
    readonly exchanges: ReadonlyArray<GuardedExchange>
    /** What a tenant's connection is. */
    readonly connection: (
      id: ConnectionId,
      tenantId: TenantId
    ) => Effect.Effect<Connection, ExchangeUnavailable | StoreUnavailable>
    /** Where a connection's orders go. */
    readonly exchange: (
      connection: Pick<Connection, "broker" | "environment" | "label" | "venue">
    ) => Effect.Effect<GuardedExchange, ExchangeUnavailable>
    readonly market: (venue: VenueId, symbol: Symbol) => Market | undefined
    /** The same as a connection trades it: by its rules, at its fees. */
    readonly traded: (connection: Pick<Connection, "terms" | "venue">, symbol: Symbol) => Market | undefined
    readonly all: ReadonlyArray<Market>
  }
>()("@tradetower/execution/Markets") {}

const refused = (message: string) => new ExchangeUnavailable({ message, retryable: false })

/** Asks every exchange for its instruments, until it answers; one that refuses for good is left out. */
export const openMarkets = Effect.fn("openMarkets")(function* (exchanges: ReadonlyArray<GuardedExchange>) {
  const store = yield* Store
  const all: Array<Market> = []
  const markets = new Map<string, Market>()
  for (const exchange of exchanges) {
    const what = `asking ${exchange.venue} for its instruments`
    const instruments = yield* Effect.catch(untilItWorks(what, exchange.marketData.instruments), (error) =>
      Effect.as(Effect.logError(`${what}: refused for good, so nothing is traded there`, error), [])
    )
    for (const instrument of instruments) {
      const name = `${exchange.venue}/${instrument.symbol}`
      if (markets.has(name)) continue
      const market = marketOf(instrument)
      all.push(market)
      markets.set(name, market)
    }
  }
  const paper = exchanges.find(({ broker }) => broker === PAPER_BROKER) ?? exchanges[0]
  const market: Markets["Service"]["market"] = (venue, symbol) => markets.get(`${venue}/${symbol}`)
  const opened: Markets["Service"] = {
    exchanges,
    connection: (id, tenantId) =>
      Effect.flatMap(store.read(Connections, { tenantId }, id), (stored) => {
        if (Option.isSome(stored)) return Effect.succeed(stored.value.value)
        if (id === PAPER && paper !== undefined) return Effect.succeed(paperConnection(tenantId, paper.venue))
        return Effect.fail(refused(`there is no connection ${id} any more`))
      }),
    exchange: ({ broker, environment, label, venue }) => {
      const found = exchanges.find(
        (one) => one.broker === broker && one.environment === environment && one.venue === venue
      )
      return found === undefined
        ? Effect.fail(refused(`${label} can't be traded through here: ${broker} at ${venue} is not on offer`))
        : Effect.succeed(found)
    },
    market,
    traded: ({ terms, venue }, symbol) => {
      const found = market(venue, symbol)
      return found && marketBy(terms, found)
    },
    all
  }
  return opened
})
