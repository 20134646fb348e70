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

/** The live connection. */
export class RealtimeGroup extends HttpApiGroup.make("realtime")
  .add(
    HttpApiEndpoint.post("negotiate", "/realtime/negotiate", {
      /** Markets whose prices are to come; those of `GET /exchanges` that are followed, 200 at most, when absent. Your own bots and orders always come. */
      payload: Schema.Struct({
        markets: Schema.optionalKey(
          Schema.Array(Schema.Struct({ venue: VenueId, symbol: Symbol })).check(Schema.isMaxLength(200))
        )
      }),
      success: Negotiated,
      error: NotFound
    }).annotateMerge(OpenApi.annotations({ summary: "An address for live updates" }))
  )
  .middleware(SignedIn)
  .annotateMerge(OpenApi.annotations({ title: "Realtime" })) {}
