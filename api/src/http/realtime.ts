import { Effect } from "effect"
import { HttpServerRequest } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import type { Symbol, VenueId } from "@tradetower/domain/market"
import { type Caller, type Group, PubSub } from "@tradetower/platform"
import { Api, CurrentPrincipal, MOST_LIVE_MARKETS } from "../../contract/index.ts"
import { readOffer } from "./connections/connection-store.ts"
import { findMarket } from "./exchanges/market-store.ts"
import { marketsOf, ownPairs } from "./exchanges/own-markets.ts"
import { serving } from "./server/serve.ts"

/** How long an address for live updates works, minutes. */
const LIFETIME = 60

/** For who names none: the trader's own before what everybody has. */
const ownMarkets = Effect.gen(function* () {
  const { venues } = yield* readOffer
  const own = yield* ownPairs
  const listed = yield* Effect.forEach(venues, (venue) => marketsOf(venue, own))
  const isOwn = new Set(own.map(({ venue, symbol }) => `${venue}:${symbol}`))
  return listed
    .flat()
    .filter(({ followed }) => followed === true)
    .map(({ venue, id }) => ({ venue, symbol: id, foreign: Number(!isOwn.has(`${venue}:${id}`)) }))
    .toSorted((a, b) => a.foreign - b.foreign)
    .slice(0, MOST_LIVE_MARKETS)
})

/** What our own gateway says of the caller; it strips any such header from outside. Static Web Apps names no session. */
const caller = Effect.map(HttpServerRequest.HttpServerRequest, ({ headers }): Caller => {
  const { "x-tradetower-origin": origin, "x-tradetower-session": session } = headers
  return { ...(session !== undefined && { session }), ...(origin !== undefined && { origin }) }
})

/** An address joined to the trader's own groups and the markets asked for; to no one else's, whatever is asked. */
const negotiate = Effect.fn("api.negotiate")(function* (
  markets: ReadonlyArray<{ readonly venue: VenueId; readonly symbol: Symbol }> | undefined
) {
  const { tenantId } = yield* CurrentPrincipal
  const pubsub = yield* PubSub
  // Asked for by name, each must be there: a group's name is never made of what a request says alone.
  const wanted = markets ?? (yield* ownMarkets)
  if (markets !== undefined)
    yield* Effect.forEach(markets, ({ venue, symbol }) => findMarket(venue, symbol), { concurrency: 8 })
  const groups: ReadonlyArray<Group> = [
    `user:${tenantId}:bots`,
    `user:${tenantId}:orders`,
    ...wanted.map(({ venue, symbol }): Group => `market:${venue}:${symbol}`)
  ]
  return yield* pubsub.negotiate(tenantId, groups, LIFETIME, yield* caller)
})

export const RealtimeLive = HttpApiBuilder.group(
  Api,
  "realtime",
  Effect.fn(function* (handlers) {
    const serve = yield* serving
    return handlers.handle("negotiate", ({ payload }) => serve(negotiate(payload.markets)))
  })
)
