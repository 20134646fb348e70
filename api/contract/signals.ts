import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { SignalAction } from "@tradetower/domain/bot"
import { BotId } from "@tradetower/domain/ids"
import { SignedIn } from "./middleware.ts"
import { pageLimit } from "./paging.ts"
import { Conflict, NotFound } from "./problem.ts"

/** How far an alert came. REFUSED: not accepted by the webhook; IGNORED: the bot had no use for it. */
export const SignalStage = Schema.Literals(["RECEIVED", "REFUSED", "IGNORED", "MATCHED", "ORDERED", "FILLED"])
export type SignalStage = typeof SignalStage.Type

/** One alert and its way. */
export const SignalView = Schema.Struct({
  id: Schema.String,
  receivedAt: Schema.Int,
  botId: Schema.optionalKey(BotId),
  botName: Schema.optionalKey(Schema.String),
  action: Schema.optionalKey(Schema.String),
  pair: Schema.optionalKey(Schema.String),
  /** Sent with the test button. */
  test: Schema.Boolean,
  stage: SignalStage,
  /** Why it was refused or ignored, in words. */
  reason: Schema.optionalKey(Schema.String),
  /** Of a refused one what came in, its first 2,000 characters. */
  text: Schema.optionalKey(Schema.String),
  /** Each stage it reached and when (ms, UTC). */
  way: Schema.Array(Schema.Struct({ stage: SignalStage, at: Schema.Int }))
}).annotate({ identifier: "Signal" })
export type SignalView = typeof SignalView.Type

export const SignalsView = Schema.Struct({
  /** When the webhook address was made; absent when there is none yet. The address itself is shown only once. */
  addressMadeAt: Schema.optionalKey(Schema.Int),
  /** Newest first. */
  signals: Schema.Array(SignalView)
}).annotate({ identifier: "Signals" })
export type SignalsView = typeof SignalsView.Type

/** An alert to try on a bot. */
const AlertToTry = Schema.Struct({ botId: BotId, action: SignalAction })

/** What an alert would do. */
const Foreseen = Schema.Struct({
  /** Whether the bot would act on it. */
  acts: Schema.Boolean,
  /** What it would do, or why nothing. */
  text: Schema.String
}).annotate({ identifier: "ForeseenAlert" })

/** TradingView alerts. */
export class SignalsGroup extends HttpApiGroup.make("signals")
  .add(
    HttpApiEndpoint.get("list", "/", { query: { limit: pageLimit }, success: SignalsView }).annotateMerge(
      OpenApi.annotations({ summary: "What came in and what became of it" })
    ),
    HttpApiEndpoint.post("token", "/token", {
      success: Schema.Struct({
        /** Path of the webhook, to put behind this site's own address: `/api/v1/webhooks/tradingview/...`. */
        path: Schema.String,
        madeAt: Schema.Int
      }).pipe(HttpApiSchema.status(201))
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Make a new webhook address",
        description: "Shown this once; the one before stops working."
      })
    ),
    HttpApiEndpoint.post("foresee", "/foresee", {
      payload: AlertToTry,
      success: Foreseen,
      error: NotFound
    }).annotateMerge(
      OpenApi.annotations({ summary: "What an alert would do to a bot now", description: "Nothing is sent or traded." })
    ),
    HttpApiEndpoint.post("test", "/test", {
      payload: AlertToTry,
      success: Schema.Struct({ signalId: Schema.String }).pipe(HttpApiSchema.status(202)),
      error: [NotFound, Conflict]
    }).annotateMerge(OpenApi.annotations({ summary: "Send a bot an alert as TradingView would" }))
  )
  .middleware(SignedIn)
  .prefix("/signals")
  .annotateMerge(OpenApi.annotations({ title: "Signals" })) {}
