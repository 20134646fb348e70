import { Effect, Option } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { type Connection, PAPER } from "@tradetower/domain/connection"
import { bareName, type Symbol, type VenueId } from "@tradetower/domain/market"
import type { MarketRecord, Offer } from "@tradetower/platform"
import { Api, CannotWork, CurrentPrincipal, type ExchangeView, Unavailable } from "../../../contract/index.ts"
import { candles } from "./market-candles.ts"
import { connectionView } from "../connections/connection-view.ts"
import { connectionOfBot, connectionsOf, readOffer } from "../connections/connection-store.ts"
import { findMarket } from "./market-store.ts"
import { marketView } from "./market-view.ts"
import { listedMarket } from "./listed-market.ts"
import { needMarket } from "./need-market.ts"
import { marketsOf, type Own, ownPairs } from "./own-markets.ts"
import { Presets } from "./presets.ts"
import { traceId } from "../server/problems.ts"
import { serving } from "../server/serve.ts"

/** Markets of an exchange in one answer when nothing is said. */
const PAGE = 100

type Venue = Offer["venues"][number]

/** Why a market is not connected; else where prices come from, and which markets don't take every order. */
const noteOf = ({ looking, name, note, onDemand, refused }: Venue, markets: ReadonlyArray<MarketRecord>): string => {
  if (refused !== undefined) return `${name} is not asked any more: ${refused}`
  if (looking === true) return `Looking for prices. ${note ?? name}`
  const lost = markets.find(({ connected }) => !connected)
  if (lost !== undefined) return lost.note
  const open = markets.find(({ trading }) => trading === undefined)
  const told = new Set([open?.note, ...markets.map(({ trading }) => trading?.why)])
  const notes = [...told].filter((note) => note !== undefined)
  if (notes.length > 0) return notes.join(". ")
  return onDemand === true
    ? `Prices of ${name} come for pairs that a bot or an open page needs: none does now`
    : "No market is on offer yet; it takes a moment after the start."
}

/** Those that are always there before others, and what most begin with first. */
const order = (market: MarketRecord): number =>
  (market.followed === true ? 0 : 4) + (market.onDemand === true ? 2 : 0) + Number(market.instrument.kind === "FUTURES")

interface Asked {
  readonly text?: string
  readonly after?: number
  readonly limit?: number
}

const exchangeView = Effect.fnUntraced(function* (
  venue: Venue,
  accounts: ReadonlyArray<Connection>,
  own: ReadonlyArray<Own>,
  { after = 0, limit = PAGE, text = "" }: Asked
) {
  const all = (yield* marketsOf(venue, own)).toSorted((a, b) => order(a) - order(b))
  const followed = all.filter((market) => market.followed === true)
  const asked = bareName(text)
  const found = all.filter(({ id }) => (asked === "" ? text.trim() === "" : bareName(id).includes(asked)))
  const view: ExchangeView = {
    id: venue.id,
    name: venue.name,
    source: followed[0]?.source ?? venue.source ?? "SIMULATED",
    connected:
      venue.refused === undefined &&
      venue.looking === undefined &&
      (followed.length === 0 ? venue.onDemand === true : followed.some((market) => market.connected)),
    note: noteOf(venue, followed),
    ...(venue.looking === true && { looking: true as const }),
    ...(venue.onDemand === true && { onDemand: true as const }),
    accounts: yield* Effect.forEach(
      accounts.filter((one) => one.venue === venue.id),
      connectionView
    ),
    total: found.length,
    markets: found.slice(after, after + limit).map(marketView)
  }
  return view
})

const list = Effect.fn("api.exchanges")(function* (asked: Asked) {
  const { venues } = yield* readOffer
  const accounts = yield* connectionsOf()
  const own = yield* ownPairs
  return yield* Effect.forEach(venues, (venue) => exchangeView(venue, accounts, own, asked))
})

const follow = Effect.fn("api.follow")(function* (venue: VenueId, symbol: Symbol) {
  const found = yield* Effect.catchTag(
    needMarket(venue, symbol),
    "NotFollowed",
    Effect.fnUntraced(function* ({ message, retryable }) {
      const detail = `${message.slice(0, 1).toUpperCase()}${message.slice(1)}.`
      return yield* retryable ? new Unavailable({ detail, traceId: yield* traceId }) : new CannotWork({ detail })
    })
  )
  return Option.isSome(found) ? marketView(found.value) : marketView(yield* findMarket(venue, symbol))
})

export const ExchangesLive = HttpApiBuilder.group(
  Api,
  "exchanges",
  Effect.fn(function* (handlers) {
    const serve = yield* serving
    const presets = yield* Presets
    return handlers.handleAll({
      list: ({ query }) => serve(list(query)),
      market: ({ params }) => serve(listedMarket(params.venue, params.symbol)),
      follow: ({ params }) => serve(follow(params.venue, params.symbol)),
      candles: ({ params, query }) => serve(candles(params.venue, params.symbol, query)),
      presets: ({ params: { symbol, venue }, query: { connection = PAPER, ...asked } }) =>
        serve(
          Effect.gen(function* () {
            const { tenantId } = yield* CurrentPrincipal
            const { terms } = yield* connectionOfBot(connection)
            return yield* presets.of(tenantId, venue, symbol, { ...asked, terms })
          })
        )
    })
  })
)
