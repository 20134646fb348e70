import { Effect, Option, Random, Redacted, type Schema } from "effect"
import { Asking, inTurn, restFor } from "../../in-turn.ts"
import { ExchangeUnavailable } from "../../unavailable.ts"
import { type Answered, ask } from "@tradetower/platform/wire/ask"
import type { NotAnswered } from "@tradetower/platform/wire/not-answered"
import type { Urgency } from "../../wire/request-pace.ts"
import { inData, Rows } from "./answers.ts"
import { type TastytradeKey, without } from "./key.ts"
import type { AccountPace } from "./pace.ts"
import type { Question } from "../question.ts"
import { readAnswer } from "./read-answer.ts"
import { meaningOf } from "./refusal.ts"
import type { SignIn } from "./sign-in.ts"
import { maintenance, readable, signedOut, unreadable, unreached, USER_AGENT } from "./words.ts"

/** How long an answer may take, ms. */
const WITHIN = 10_000
/** A turn further away is not waited for, ms: whoever asks has more to do. */
const PATIENCE = 4_000
/** No list goes on for longer. */
const MOST_PAGES = 100

/** One account's way to ask: signed in with its key, at its pace, at its own hosts. */
export interface Rest {
  readonly key: TastytradeKey
  /** Its own part of what may be asked: `"/accounts/5WT00001"`. */
  readonly account: string
  readonly token: SignIn["token"]
  /**
   * Asks in its turn. Whatever is answered is the caller's to read; what was turned away unread (signed out, too many, not
   * let in) is not.
   */
  readonly send: (question: Question) => Effect.Effect<Answered, NotAnswered | ExchangeUnavailable>
  /** Until when nothing usual is asked, ms. */
  readonly restsUntil: () => number
  /** Reads the `data` that is there: none where it is not. What does not answer, or can't be read, is unavailable. */
  readonly get: <A>(
    path: string,
    schema: Schema.Codec<A, unknown>,
    urgency?: Urgency
  ) => Effect.Effect<Option.Option<A>, ExchangeUnavailable>
  /** All rows of a list, page by page; none of what is not there. */
  readonly list: (path: string, urgency?: Urgency) => Effect.Effect<ReadonlyArray<unknown>, ExchangeUnavailable>
}

export interface RestOf {
  readonly rest: string
  readonly version?: string | undefined
  readonly allowedHosts: ReadonlyArray<string>
  readonly key: TastytradeKey
  readonly signIn: SignIn
  readonly pace: AccountPace
}

const bearer = (token: Redacted.Redacted): Redacted.Redacted => Redacted.make(`Bearer ${Redacted.value(token)}`)

const oldVersion = new ExchangeUnavailable({
  message: "tastytrade does not serve the version of its API that TradingTower asks for: update TradingTower",
  retryable: false
})

export const restOf = ({ allowedHosts, key, pace, rest, signIn, version }: RestOf): Rest => {
  const headers = { ...USER_AGENT, ...(version !== undefined && { "accept-version": version }) }

  const once = Effect.fnUntraced(function* ({ body, method = "GET", path, urgency: said }: Question) {
    const urgency = said ?? (yield* Asking)
    const token = yield* signIn.token
    const lane = method === "GET" ? pace.reads : pace.orders
    yield* inTurn({ name: "tastytrade", pace: lane, patience: PATIENCE }, urgency)
    const answered = yield* ask({
      url: `${rest}${path}`,
      allowedHosts,
      within: WITHIN,
      headers: { ...headers, authorization: bearer(token) },
      method,
      ...(body !== undefined && { body }),
      read: readAnswer
    })
    if (answered.status < 400) {
      pace.fine()
      return answered
    }
    const meaning = meaningOf(answered)
    switch (meaning._tag) {
      case "SignedOut":
        signIn.refuse(token)
        return yield* signedOut
      case "Forbidden":
        return yield* new ExchangeUnavailable({ message: meaning.message, retryable: false, needsUser: true })
      case "Version":
        yield* Effect.logError(oldVersion.message)
        return yield* oldVersion
      case "TooMany": {
        const wait = answered.retryAfter ?? pace.tooMany(yield* Random.next)
        return yield* restFor({ name: "tastytrade", pace }, urgency, wait)
      }
      default:
        return answered
    }
  })

  const send: Rest["send"] = (question) => Effect.withSpan(once(question), "Tastytrade.send")

  const read = Effect.fnUntraced(function* <A>(path: string, schema: Schema.Codec<A, unknown>, urgency?: Urgency) {
    const answered = yield* send({ path, ...(urgency !== undefined && { urgency }) }).pipe(
      // A connection that was kept may have been closed from there just now, and a token may have been ended.
      Effect.retry({ times: 1, while: (error) => error._tag === "NotAnswered" && error.obstacle !== "TIMED_OUT" }),
      Effect.retry({ times: 1, while: (error) => error === signedOut }),
      Effect.catchTag("NotAnswered", (error) => Effect.andThen(Effect.logDebug(error.message), Effect.fail(unreached)))
    )
    if (answered.status >= 200 && answered.status < 300) return Option.some(yield* readable(schema, answered.body))
    const meaning = meaningOf(answered)
    if (meaning._tag === "NotFound") return Option.none()
    if (meaning._tag === "Refused")
      return yield* new ExchangeUnavailable({ message: without(key, meaning.message), retryable: false })
    return yield* answered.status >= 500 ? maintenance : unreadable
  })

  const list: Rest["list"] = Effect.fn("Tastytrade.list")(function* (path, urgency) {
    const rows: Array<unknown> = []
    for (let page = 0; page < MOST_PAGES; page++) {
      const next = page === 0 ? path : `${path}${path.includes("?") ? "&" : "?"}page-offset=${page}`
      const found = yield* read(next, Rows, urgency)
      if (Option.isNone(found)) break
      rows.push(...found.value.data.items)
      if (page + 1 >= Number(found.value.pagination?.["total-pages"] ?? "1")) break
    }
    return rows
  })

  return {
    key,
    account: `/accounts/${encodeURIComponent(key.account)}`,
    token: signIn.token,
    restsUntil: pace.restsUntil,
    send,
    get: (path, schema, urgency) =>
      Effect.map(
        Effect.withSpan(read(path, inData(schema), urgency), "Tastytrade.get"),
        Option.map(({ data }) => data)
      ),
    list
  }
}
