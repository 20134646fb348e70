import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { type Connection, PAPER } from "@tradetower/domain/connection"
import { type MarketRecord, Markets, type Offer, queryAll } from "@tradetower/platform"
import { Api, CurrentPrincipal, type ExchangeView, type MarketView } from "../../../contract/index.ts"
import { candles } from "./market-candles.ts"
import { connectionView } from "../connections/connection-view.ts"
import { connectionOfBot, connectionsOf, readOffer } from "../connections/connection-store.ts"
import { Presets } from "./presets.ts"
import { serving } from "../server/serve.ts"

const marketView = (market: MarketRecord): MarketView => ({
  symbol: market.id,
  instrument: market.instrument,
  source: market.source,
  connected: market.connected,
  note: market.note,
  ...(market.lastPrice !== undefined && { lastPrice: market.lastPrice }),
  ...(market.lastPriceAt !== undefined && { lastPriceAt: market.lastPriceAt }),
  ...(market.trading !== undefined && { trading: market.trading }),
  ...(market.past !== undefined && { past: market.past })
})

/** Why a market is not connected; else where prices come from, and which markets don't take every order. */
const noteOf = (markets: ReadonlyArray<MarketRecord>): string => {
  const lost = markets.find(({ connected }) => !connected)
  if (lost !== undefined) return lost.note
  const open = markets.find(({ trading }) => trading === undefined)
  const told = new Set([open?.note, ...markets.map(({ trading }) => trading?.why)])
  const notes = [...told].filter((note) => note !== undefined)
  return notes.length > 0 ? notes.join(". ") : "No market is on offer yet; it takes a moment after the start."
}

const exchangeView = Effect.fnUntraced(function* (venue: Offer["venues"][number], accounts: ReadonlyArray<Connection>) {
  const listed = yield* queryAll(Markets, { venue: venue.id })
  // What most begin with comes first.
  const markets = listed.toSorted(
    (a, b) => Number(a.instrument.kind === "FUTURES") - Number(b.instrument.kind === "FUTURES")
  )
  const view: ExchangeView = {
    ...venue,
    source: markets[0]?.source ?? "SIMULATED",
    connected: markets.some((market) => market.connected),
    note: noteOf(markets),
    accounts: yield* Effect.forEach(
      accounts.filter((one) => one.venue === venue.id),
      connectionView
    ),
    markets: markets.map(marketView)
  }
  return view
})

const list = Effect.fn("api.exchanges")(function* () {
  const { venues } = yield* readOffer
  const accounts = yield* connectionsOf()
  return yield* Effect.forEach(venues, (venue) => exchangeView(venue, accounts))
})

export const ExchangesLive = HttpApiBuilder.group(
  Api,
  "exchanges",
  Effect.fn(function* (handlers) {
    const serve = yield* serving
    const presets = yield* Presets
    return handlers.handleAll({
      list: () => serve(list()),
      candles: ({ params, query }) => serve(candles(params.venue, params.symbol, query)),
      presets: ({ params: { symbol, venue }, query: { connection = PAPER, ...asked } }) =>
        serve(
          Effect.gen(function* () {
            const { userId } = yield* CurrentPrincipal
            const { terms } = yield* connectionOfBot(connection)
            return yield* presets.of(userId, venue, symbol, { ...asked, terms })
          })
        )
    })
  })
)
