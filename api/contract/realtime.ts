import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { VenueId, Symbol } from "@tradetower/domain/market"
import { SignedIn } from "./middleware.ts"
import { NotFound } from "./problem.ts"

/** Where to connect for live updates: messages are `LiveMessage`s of the domain. */
export const Negotiated = Schema.Struct({
  /**
   * `wss://...?access_token=...`, or a path on this site's own origin (`/client/hubs/...`); subprotocol
   * `json.reliable.webpubsub.azure.v1`.
   */
  url: Schema.String,
  /** ms, UTC: ask again before. */
  expiresAt: Schema.Int
}).annotate({ identifier: "Negotiated" })
export type Negotiated = typeof Negotiated.Type

/** The most markets in one address: its token names each twice, and is part of a URL. */
export const MOST_LIVE_MARKETS = 50

/** The live connection. */
export class RealtimeGroup extends HttpApiGroup.make("realtime")
  .add(
    HttpApiEndpoint.post("negotiate", "/realtime/negotiate", {
      /**
       * Markets whose prices are to come, 50 at most; when absent as many of `GET /exchanges` that are followed, your own
       * before others. Your own bots and orders always come.
       */
      payload: Schema.Struct({
        markets: Schema.optionalKey(
          Schema.Array(Schema.Struct({ venue: VenueId, symbol: Symbol })).check(Schema.isMaxLength(MOST_LIVE_MARKETS))
        )
      }),
      success: Negotiated,
      error: NotFound
    }).annotateMerge(OpenApi.annotations({ summary: "An address for live updates" }))
  )
  .middleware(SignedIn)
  .annotateMerge(OpenApi.annotations({ title: "Realtime" })) {}
