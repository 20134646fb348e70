import { Clock, Effect, Option, type Schema } from "effect"
import type { Answered } from "@tradetower/platform/wire/ask"
import { ask } from "@tradetower/platform/wire/ask"
import { exactJson } from "../../wire/exact-json.ts"
import { readEvents } from "../../wire/server-sent-events.ts"
import { Asking, inTurn, restFor } from "../../in-turn.ts"
import type { NotAnswered } from "@tradetower/platform/wire/not-answered"
import type { Urgency } from "../../wire/request-pace.ts"
import type { RequestWindow } from "../../wire/request-window.ts"
import { ExchangeUnavailable } from "../../unavailable.ts"
import { answersOf } from "../answers-of.ts"
import type { Question } from "../question.ts"
import { type AlpacaKey, without } from "./key.ts"
import { meaningOf } from "./refusal.ts"

/** How long an answer may take, ms. */
const WITHIN = 10_000
/** A turn further away is not waited for, ms: whoever asks has more to do. */
const PATIENCE = 4_000
const MINUTE = 60_000

/** What is asked of Alpaca; without an urgency of its own it has that of whoever is `Asking`. */
export interface AlpacaQuestion extends Question {
  /** How it is answered. Default: JSON. */
  readonly as?: "JSON" | "EVENTS"
}

/** One account's way to ask: signed in with its key, at its pace, at its own hosts. */
export interface Rest {
  readonly key: AlpacaKey
  /** Asks in its turn. Whatever is answered is the caller's to read; too many and a key that is refused are not. */
  readonly send: (question: AlpacaQuestion) => Effect.Effect<Answered, NotAnswered | ExchangeUnavailable>
  /** Reads what is there: none where it is not. What does not answer, or can't be read, is unavailable. */
  readonly get: <A>(
    path: string,
    schema: Schema.Codec<A, unknown>,
    urgency?: Urgency,
    as?: AlpacaQuestion["as"]
  ) => Effect.Effect<Option.Option<A>, ExchangeUnavailable>
}

export const keyRefused = new ExchangeUnavailable({
  message: "Alpaca does not take the key: it was deleted or made anew, or is of the other kind of money",
  retryable: false,
  cause: "REVOKED",
  needsUser: true
})

export const { maintenance, readable, there, unreadable, unreached } = answersOf("Alpaca")

/** `rest`: `https://paper-api.alpaca.markets` */
export const restOf = (
  rest: string,
  allowedHosts: ReadonlyArray<string>,
  key: AlpacaKey,
  pace: RequestWindow
): Rest => {
  const headers = { "APCA-API-KEY-ID": key.id, "APCA-API-SECRET-KEY": key.secret }

  const send: Rest["send"] = Effect.fn("Alpaca.send")(function* ({
    as = "JSON",
    body,
    method = "GET",
    path,
    urgency: said
  }) {
    const urgency = said ?? (yield* Asking)
    // What a bot takes back keeps none of its closes waiting.
    yield* inTurn({ name: "Alpaca", pace, patience: PATIENCE }, urgency, method)
    const answered = yield* ask({
      url: `${rest}${path}`,
      allowedHosts,
      within: WITHIN,
      headers: { ...headers, ...(as === "EVENTS" && { accept: "text/event-stream" }) },
      method,
      ...(body !== undefined && { body }),
      read: as === "EVENTS" ? readEvents : exactJson
    })
    const meaning = answered.status < 400 ? undefined : meaningOf(answered)
    if (meaning?._tag === "KeyRefused") return yield* keyRefused
    if (meaning?._tag !== "TooMany") return answered
    const now = yield* Clock.currentTimeMillis
    // Its limit is of a minute: whoever says more than that is somebody between.
    const pause = Math.min(answered.retryAfter ?? MINUTE - (now % MINUTE), MINUTE)
    return yield* restFor({ name: "Alpaca", pace }, urgency, pause)
  })

  const get: Rest["get"] = Effect.fn("Alpaca.get")(function* <A>(
    path: string,
    schema: Schema.Codec<A, unknown>,
    urgency?: Urgency,
    as?: AlpacaQuestion["as"]
  ): Effect.fn.Return<Option.Option<A>, ExchangeUnavailable> {
    const answered = yield* send({
      path,
      ...(urgency !== undefined && { urgency }),
      ...(as !== undefined && { as })
    }).pipe(
      // A connection that was kept may have been closed from there just now.
      Effect.retry({ times: 1, while: (error) => error._tag === "NotAnswered" && error.obstacle !== "TIMED_OUT" }),
      Effect.catchTag("NotAnswered", (error) => Effect.andThen(Effect.logDebug(error.message), Effect.fail(unreached)))
    )
    if (answered.status >= 200 && answered.status < 300) return Option.some(yield* readable(schema, answered.body))
    const meaning = meaningOf(answered)
    if (meaning._tag === "NotFound") return Option.none()
    if (meaning._tag === "Refused")
      return yield* new ExchangeUnavailable({ message: without(key, meaning.message), retryable: false })
    return yield* answered.status >= 500 ? maintenance : unreadable
  })
  return { key, send, get }
}
