import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { BotId, TenantId } from "@tradetower/domain/ids"
import { SignedIn } from "./middleware.ts"
import { CannotWork, Conflict } from "./problem.ts"

export const MeView = Schema.Struct({
  id: TenantId,
  name: Schema.String,
  identityProvider: Schema.String,
  /** The kill switch is on. */
  tradingHalted: Schema.Boolean,
  createdAt: Schema.Int
}).annotate({ identifier: "Me" })
export type MeView = typeof MeView.Type

/** What is in the way of an erasure, in a sentence that says what would work; `botId` where that is done on a bot's page. */
export const Hindrance = Schema.Struct({
  kind: Schema.Literals(["BOT", "ORDERS", "JOB"]),
  text: Schema.String,
  botId: Schema.optionalKey(BotId)
})
export type Hindrance = typeof Hindrance.Type

/** What an erasure would meet. */
export const ErasureView = Schema.Struct({
  /** As long as there is any, nothing is erased. */
  hindrances: Schema.Array(Hindrance),
  /** What bots left on accounts of real money, in sentences: it stays there, and is the trader's. */
  stays: Schema.Array(Schema.String)
}).annotate({ identifier: "Erasure" })
export type ErasureView = typeof ErasureView.Type

/** An erasure that was taken: it is carried out within moments, also over a restart. */
export const ErasureTaken = Schema.Struct({ askedAt: Schema.Int })
  .annotate({ identifier: "ErasureTaken" })
  .pipe(HttpApiSchema.status(202))
export type ErasureTaken = typeof ErasureTaken.Type

/** A part of all that is kept of a trader. */
export const ExportPage = Schema.Struct({
  /** In the order of the whole; a container's documents may be in several parts, one after the other. */
  parts: Schema.Array(Schema.Struct({ container: Schema.String, documents: Schema.Array(Schema.Unknown) })),
  /** What asks for the next page; absent where all was given. */
  continuation: Schema.optionalKey(Schema.String)
}).annotate({ identifier: "ExportPage" })
export type ExportPage = typeof ExportPage.Type

/** The signed-in trader. */
export class MeGroup extends HttpApiGroup.make("me")
  .add(
    HttpApiEndpoint.get("get", "/", { success: MeView }).annotateMerge(
      OpenApi.annotations({ summary: "Who is signed in" })
    ),
    HttpApiEndpoint.get("export", "/export", {
      success: HttpApiSchema.StreamUint8Array({ contentType: "application/json" })
    }).annotateMerge(
      OpenApi.annotations({
        summary: "All your data",
        description:
          "One JSON object: `{ exportedAt, tenantId, <container>: [document, ...], ... }`. Where it breaks off it is no JSON any more. On Azure an answer may take 45 s: ask for pages there."
      })
    ),
    HttpApiEndpoint.get("exportPage", "/export/pages", {
      query: { continuation: Schema.optionalKey(Schema.String) },
      success: ExportPage,
      error: CannotWork
    }).annotateMerge(
      OpenApi.annotations({
        summary: "All your data, a page at a time",
        description: "Some 500 documents; `continuation` asks for the page after, until there is none."
      })
    ),
    HttpApiEndpoint.get("foreseeErasure", "/erasure", { success: ErasureView }).annotateMerge(
      OpenApi.annotations({ summary: "What would be in the way of erasing everything" })
    ),
    HttpApiEndpoint.delete("erase", "/", {
      query: { name: Schema.String },
      success: ErasureTaken,
      error: [CannotWork, Conflict]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Erase everything that is kept of you; it can't be undone",
        description:
          "`name` is your own, as `GET /me` says it. Refused while a bot runs, an order rests or a backtest, sweep or download goes on, naming them. Else you are signed out everywhere, your webhook's address is void, and everything goes: bots, orders, results, alerts, accounts with their keys, candles you imported, the audit trail. Whoever signs in later under your name begins anew."
      })
    )
  )
  .middleware(SignedIn)
  .prefix("/me")
  .annotateMerge(OpenApi.annotations({ title: "Me" })) {}
