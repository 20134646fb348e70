import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { Instrument, Symbol, VenueId } from "@tradetower/domain/market"
import { SignedIn } from "./middleware.ts"
import { pageLimit, place, searchText } from "./paging.ts"
import { CannotWork, NotFound, Unavailable } from "./problem.ts"

/** A venue whose public prices anybody may ask for. */
export const VenueView = Schema.Struct({
  id: VenueId,
  name: Schema.String,
  /** How many hours back it tells 1-minute candles; absent where it tells years. */
  candleHours: Schema.optionalKey(Schema.Finite)
}).annotate({ identifier: "Venue" })
export type VenueView = typeof VenueView.Type

/** Instruments that were found, the best answers first. */
export const InstrumentsFound = Schema.Struct({
  /** Of all that were found; a page holds `limit` of them. */
  total: Schema.Int,
  found: Schema.Array(
    Schema.Struct({
      symbol: Symbol,
      /** As the venue itself writes it. */
      venueSymbol: Schema.String,
      instrument: Instrument
    })
  )
}).annotate({ identifier: "InstrumentsFound" })
export type InstrumentsFound = typeof InstrumentsFound.Type

/** Where prices and candles can be had. */
export class VenuesGroup extends HttpApiGroup.make("venues")
  .add(
    HttpApiEndpoint.get("list", "/", { success: Schema.Array(VenueView) }).annotateMerge(
      OpenApi.annotations({
        summary: "Venues whose instruments can be searched and whose candles can be downloaded",
        description: "Public prices: no key and no account is needed."
      })
    ),
    HttpApiEndpoint.get("instruments", "/:venue/instruments", {
      params: { venue: VenueId },
      query: {
        text: searchText,
        after: place,
        limit: pageLimit
      },
      success: InstrumentsFound,
      error: [NotFound, CannotWork, Unavailable]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Search a venue's instruments",
        description:
          "`text` may separate base and quote as it likes: btc/usd, BTC-USD, btcusd. The best answers first, at most `limit` (default 20) of them after the first `after`."
      })
    )
  )
  .middleware(SignedIn)
  .prefix("/venues")
  .annotateMerge(
    OpenApi.annotations({ title: "Venues", description: "Whose prices can be had, and what they list." })
  ) {}
