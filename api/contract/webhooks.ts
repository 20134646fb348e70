import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { SignalAction } from "@tradetower/domain/bot"
import { readMoment } from "@tradetower/domain/calendar"
import { BotId } from "@tradetower/domain/ids"
import { Symbol } from "@tradetower/domain/market"
import { Conflict, InvalidRequest, NotSignedIn, TooLarge, TooMany } from "./problem.ts"

/** One of these words, in any case. */
const oneOf = (words: ReadonlyArray<string>) =>
  Schema.String.check(
    Schema.makeFilter((text: string) =>
      words.includes(text.toUpperCase()) ? undefined : `write ${words.slice(0, -1).join(", ")} or ${words.at(-1)}`
    )
  )

/** The message to paste into a TradingView alert; what else an alert carries is passed over. */
export const TradingViewAlert = Schema.Struct({
  bot: BotId,
  /** BUY and SELL enter, where the bot waits for that; EXIT leaves the market. `{{strategy.order.action}}` is one of the first two. */
  action: oneOf(SignalAction.literals),
  /**
   * What a strategy then holds, as `{{strategy.market_position}}` says; it goes before `action`. FLAT leaves the market; LONG
   * and SHORT enter like BUY and SELL, and a bot that is in the market on the other side leaves.
   */
  position: Schema.optionalKey(oneOf(["LONG", "SHORT", "FLAT"])),
  /** As TradingView's `{{ticker}}` writes it, or as we do: BTCUSD, COINBASE:BTCUSD, BTC-USD; BTCUSDT.P of a perpetual. */
  pair: Symbol.check(Schema.isMaxLength(64)),
  /** TradingView's `{{timenow}}`: when the alert was sent, ISO 8601, UTC without a zone; refused when older than 60 s. */
  time: Schema.String.check(
    Schema.makeFilter((text: string) =>
      readMoment(text) !== undefined ? undefined : "write the time as {{timenow}} gives it: 2026-11-22T17:15:00Z"
    )
  ),
  /** Tells two alerts of the same second apart; the same id is taken once. */
  id: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(100)))
})
export type TradingViewAlert = typeof TradingViewAlert.Type

/** As documented: TradingView may send more than we read. */
const WithMore = Schema.StructWithRest(TradingViewAlert, [Schema.Record(Schema.String, Schema.Unknown)]).annotate({
  identifier: "TradingViewAlert"
})

/** Most bytes of a webhook's body. */
export const WEBHOOK_MAX_BYTES = 16_384
/** Most alerts a minute with one token. */
export const WEBHOOK_PER_MINUTE = 100
/** How old (or how far ahead) an alert may be, ms. */
export const WEBHOOK_MAX_AGE = 60_000

/** An alert that was taken. What becomes of it is told by `GET /signals`. */
export const AlertTaken = Schema.Struct({
  signalId: Schema.String,
  /** Absent: it goes to its bot. */
  fate: Schema.optionalKey(Schema.Literal("IGNORED")),
  /** Why nothing comes of it, in words. */
  reason: Schema.optionalKey(Schema.String)
}).annotate({ identifier: "AlertTaken" })
export type AlertTaken = typeof AlertTaken.Type

/** The door for TradingView: no sign-in, the token is the key. Served by its own function, documented here. */
export class WebhooksGroup extends HttpApiGroup.make("webhooks")
  .add(
    HttpApiEndpoint.post("tradingview", "/webhooks/tradingview/:token", {
      params: { token: Schema.String },
      payload: WithMore,
      success: AlertTaken.pipe(HttpApiSchema.status(202)),
      error: [InvalidRequest, NotSignedIn, Conflict, TooLarge, TooMany]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "A TradingView alert",
        description:
          "202: taken; fate IGNORED where you have no such bot. 401: wrong token. 413: over 16 KB. 429: over 100 a minute (see Retry-After). 400: not JSON, a field missing, older than 60 s (a time without a zone is UTC). 409: seen before."
      })
    )
  )
  .annotateMerge(OpenApi.annotations({ title: "Webhooks" })) {}
