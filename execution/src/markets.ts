import { Context, Deferred, Effect, Option } from "effect"
import { type Connection, type ConnectionId, PAPER, PAPER_BROKER, paperConnection } from "@tradetower/domain/connection"
import type { TenantId } from "@tradetower/domain/ids"
import { type Instrument, type Market, marketOf, type Symbol, type VenueId } from "@tradetower/domain/market"
import { fine } from "@tradetower/domain/number"
import { marketBy } from "@tradetower/domain/terms"
import {
  Connections,
  Markets as MarketRecords,
  queryAll,
  Store,
  type StoreUnavailable,
  withLatestPrices
} from "@tradetower/platform"
import { ExchangeUnavailable } from "./exchange.ts"
import { untilItWorks } from "./patience.ts"
import type { GuardedExchange } from "./risk/gate.ts"
import type { Venue } from "./venues/venue.ts"
import { venuesOf } from "./venues/venues-of.ts"

/** The exchanges this process trades on, their markets, and which connection is at which. */
export class Markets extends Context.Service<
  Markets,
  {
    readonly exchanges: ReadonlyArray<GuardedExchange>
    /** Where they trade, each once. */
    readonly venues: ReadonlyArray<Venue>
    /** What a tenant's connection is. */
    readonly connection: (
      id: ConnectionId,
      tenantId: TenantId
    ) => Effect.Effect<Connection, ExchangeUnavailable | StoreUnavailable>
    /** Where a connection's orders go; waits a while for an exchange that is only starting. */
    readonly exchange: (
      connection: Pick<Connection, "broker" | "environment" | "label" | "venue">
    ) => Effect.Effect<GuardedExchange, ExchangeUnavailable>
    /** One that is followed, or was. */
    readonly market: (venue: VenueId, symbol: Symbol) => Market | undefined
    /** The same as a connection trades it: by its rules, at its fees. */
    readonly traded: (connection: Pick<Connection, "terms" | "venue">, symbol: Symbol) => Market | undefined
    /** The spot market at a venue that prices one asset in another. */
    readonly pricing: (venue: VenueId, base: string, quote: string) => Market | undefined
    /** A market's last price as an earlier process left it, in units of `10^-18`: of before, and good for worth only. */
    readonly keptPrice: (market: Market) => bigint | undefined
    /** Takes a market in as it is now. */
    readonly take: (market: Market) => void
  }
>()("@tradetower/execution/Markets") {}

const refused = (message: string) => new ExchangeUnavailable({ message, retryable: false })

/** How long an order waits for an exchange that is only starting; then its command comes again. */
const STARTS_WITHIN = "25 seconds"

/** Markets by where they are, and by what they price. */
export const marketBook = (known: Iterable<Instrument> = []) => {
  const markets = new Map<string, Market>()
  const spot = new Map<string, Market>()
  const take = (market: Market): void => {
    const { base, kind, quote, symbol, venue } = market.instrument
    markets.set(`${venue}/${symbol}`, market)
    if (kind === "SPOT") spot.set(`${venue}/${base}/${quote}`, market)
  }
  for (const instrument of known) take(marketOf(instrument))
  return {
    take,
    market: (venue: VenueId, symbol: Symbol) => markets.get(`${venue}/${symbol}`),
    pricing: (venue: VenueId, base: string, quote: string) => spot.get(`${venue}/${base}/${quote}`)
  }
}

/**
 * What is traded where. Known at once is what an earlier process kept; every venue is asked for its instruments in a
 * fibre of its own, until it answers: nobody waits for it but who trades there. One that refuses for good is not asked
 * again, and says why to whoever would trade there.
 */
export const openMarkets = Effect.fn("openMarkets")(function* (exchanges: ReadonlyArray<GuardedExchange>) {
  const store = yield* Store
  const venues = venuesOf(exchanges)
  const kept = yield* Effect.forEach(venues, ({ id: venue }) =>
    untilItWorks("reading the markets", queryAll(MarketRecords, { venue })).pipe(
      Effect.flatMap((records) => withLatestPrices(venue, records))
    )
  )
  const book = marketBook(kept.flat().map(({ instrument }) => instrument))
  const keptPrices = new Map(
    kept
      .flat()
      .flatMap(({ id, lastPrice, venue }) => (lastPrice === undefined ? [] : [[`${venue}/${id}`, fine(lastPrice)]]))
  )

  const starts = new Map<VenueId, Deferred.Deferred<void, ExchangeUnavailable>>()
  for (const venue of venues) {
    const started = yield* Deferred.make<void, ExchangeUnavailable>()
    starts.set(venue.id, started)
    const what = `asking ${venue.id} for its instruments`
    const asked = untilItWorks(what, venue.instruments).pipe(
      Effect.map((instruments) => {
        for (const instrument of instruments) book.take(marketOf(instrument))
      }),
      Effect.tapError((error) => Effect.logError(`${what}: refused for good, so nothing is traded there`, error))
    )
    yield* Effect.forkScoped(Deferred.complete(started, asked), { startImmediately: true })
  }

  const paper = exchanges.find(({ broker }) => broker === PAPER_BROKER) ?? exchanges[0]
  const opened: Markets["Service"] = {
    ...book,
    keptPrice: ({ instrument: { symbol, venue } }) => keptPrices.get(`${venue}/${symbol}`),
    exchanges,
    venues,
    connection: (id, tenantId) =>
      Effect.flatMap(store.read(Connections, { tenantId }, id), (stored) => {
        const known = Option.getOrUndefined(stored)?.value
        if (known !== undefined && known.removedAt === undefined) return Effect.succeed(known)
        if (id === PAPER && paper !== undefined) return Effect.succeed(paperConnection(tenantId, paper.venue))
        return Effect.fail(refused(`there is no connection ${id} any more`))
      }),
    exchange: Effect.fnUntraced(function* ({ broker, environment, label, venue }) {
      const found = exchanges.find(
        (one) => one.broker === broker && one.environment === environment && one.venue === venue
      )
      const started = found && starts.get(venue)
      if (found === undefined || started === undefined)
        return yield* refused(`${label} can't be traded through here: ${broker} at ${venue} is not on offer`)
      yield* Deferred.await(started).pipe(
        Effect.timeoutOrElse({
          duration: STARTS_WITHIN,
          orElse: () =>
            Effect.fail(
              new ExchangeUnavailable({ message: `${found.marketData.name} has not answered yet`, retryable: true })
            )
        })
      )
      return found
    }),
    traded: ({ terms, venue }, symbol) => {
      const found = book.market(venue, symbol)
      return found && marketBy(terms, found)
    }
  }
  return opened
})
