import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import type { VenueId } from "@tradetower/domain/market"
import { Listings } from "@tradetower/platform"
import { Api, type VenueView } from "../../../contract/index.ts"
import { serving } from "../server/serve.ts"
import { searchListed } from "./search-listed.ts"

const HOUR = 3_600_000
/** Instruments of one answer when nothing is said. */
const PAGE = 20

const list = Effect.gen(function* () {
  const { venues } = yield* Listings
  return venues.map(({ id, name, remembers }): VenueView => ({
    id,
    name,
    ...(remembers !== undefined && { candleHours: remembers / HOUR })
  }))
})

const instruments = Effect.fn("api.instruments")(function* (
  venue: VenueId,
  query: { readonly text?: string; readonly after?: number; readonly limit?: number }
) {
  const { after = 0, limit = PAGE, text = "" } = query
  const { found, total } = yield* searchListed(venue, text, { skip: after, take: limit })
  return {
    total,
    found: found.map(({ instrument, venueSymbol }) => ({ symbol: instrument.symbol, venueSymbol, instrument }))
  }
})

export const VenuesLive = HttpApiBuilder.group(
  Api,
  "venues",
  Effect.fn(function* (handlers) {
    const serve = yield* serving
    return handlers.handleAll({
      list: () => serve(list),
      instruments: ({ params, query }) => serve(instruments(params.venue, query))
    })
  })
)
