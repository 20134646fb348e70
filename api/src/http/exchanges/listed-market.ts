import { Effect, Option } from "effect"
import type { Symbol, VenueId } from "@tradetower/domain/market"
import { NotFound, type MarketView } from "../../../contract/index.ts"
import { readOffer } from "../connections/connection-store.ts"
import { searchListed } from "../venues/search-listed.ts"
import { readMarket } from "./market-store.ts"
import { marketView } from "./market-view.ts"

/** Its own name is among the first answers to a search for it. */
const FIRST = { skip: 0, take: 20 }

/** One market by its name: as it is followed or was, else as its venue lists it now. Nothing is followed by it. */
export const listedMarket = Effect.fn("api.market")(function* (venue: VenueId, symbol: Symbol) {
  const known = yield* readMarket(venue, symbol)
  if (Option.isSome(known)) return marketView(known.value)
  const { venues } = yield* readOffer
  const offered = venues.find(({ id }) => id === venue)
  const missing = new NotFound({ detail: `There is no market ${symbol} at ${venue}.` })
  if (offered?.onDemand === undefined) return yield* missing
  const { found } = yield* searchListed(venue, symbol, FIRST)
  const listed = found.find(({ instrument }) => instrument.symbol === symbol)
  if (listed === undefined) return yield* missing
  const { instrument } = listed
  const view: MarketView = {
    symbol,
    instrument,
    source: offered.source ?? "LIVE",
    rests: true,
    connected: false,
    note: `Nobody needs its prices now: ${offered.name} is asked for them with the first bot or page that does`
  }
  return view
})
