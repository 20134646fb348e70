import { randomBytes } from "node:crypto"
import { Clock, Effect, Option, Redacted, Schema, Semaphore } from "effect"
import { Asking } from "../../../in-turn.ts"
import type { ExchangeUnavailable } from "../../../unavailable.ts"
import { type Answered, ask, type Asked } from "@tradetower/platform/wire/ask"
import { exactJson } from "../../../wire/exact-json.ts"
import type { NotAnswered } from "@tradetower/platform/wire/not-answered"
import type { Question } from "../../question.ts"
import { type IbkrAddresses, hostsAt } from "./addresses.ts"
import { TokenAnswer } from "./answers.ts"
import type { IbkrKey } from "./key.ts"
import { challengeOf, liveSessionToken, tokenSignature } from "./live-session-token.ts"
import {
  authorization,
  baseString,
  oauthParameters,
  type Parameters,
  type SignedFor,
  signedByKey,
  signedByToken
} from "./oauth.ts"
import type { IbkrPace, Slot } from "./pace.ts"
import { notLetIn, refusedKey, resting, signedOut, unreached } from "./trouble.ts"

/** How long an answer may take, ms: the broker itself gives up after 10 s. */
const WITHIN = 12_000
/** A token is renewed so long before it ends, ms. */
const AHEAD = 60_000
/** A key that was not let in for so long is not waited for any more, ms: no reset takes that. */
const HOPELESS = 3_600_000

/** What is asked of Interactive Brokers. */
export interface IbkrQuestion extends Question {
  readonly query?: Parameters
  readonly slot?: Slot
  /** A turn that is further away is not waited for, ms. */
  readonly patience?: number
}

/** One user's way to ask: each request signed, at the pace of the process. */
export interface SignedRequests {
  readonly key: IbkrKey
  /** Asks in its turn. A session that is over and too many requests are unavailable; else the answer is the caller's. */
  readonly send: (question: IbkrQuestion) => Effect.Effect<Answered, NotAnswered | ExchangeUnavailable>
  /** Signs in, where that was not done: what fails says whether the key is any good. */
  readonly signIn: Effect.Effect<void, ExchangeUnavailable>
}

interface Token {
  readonly text: Redacted.Redacted
  readonly until: number
}

const readToken = Schema.decodeUnknownOption(TokenAnswer)
/** Who asks, as the broker wants to be told. */
const AGENT = "TradeTower/1"

export const tokenDiffers = refusedKey(
  "Interactive Brokers' answer does not fit the key: the access token, its secret, the encryption key and the Diffie-Hellman parameters must be of one set"
)

export const signedRequests = (at: IbkrAddresses, key: IbkrKey, pace: IbkrPace): SignedRequests => {
  const hosts = hostsAt(at)
  const turn = Semaphore.makeUnsafe(1)
  let token: Token | undefined
  /** Since when the key is not let in. */
  let outSince: number | undefined

  const asked = (signed: SignedFor, signature: (text: string) => string, all: Parameters, more: Partial<Asked>) => {
    const query = new URLSearchParams(Object.entries(signed.parameters).filter(([name]) => !(name in all))).toString()
    return ask({
      url: query === "" ? signed.url : `${signed.url}?${query}`,
      allowedHosts: hosts,
      within: WITHIN,
      method: signed.method as NonNullable<Asked["method"]>,
      headers: {
        authorization: Redacted.make(authorization(all, signature(baseString(signed)))),
        "user-agent": AGENT
      },
      read: exactJson,
      ...more
    })
  }

  /** A new live session token, good for a day. */
  const renew = Effect.fn("Ibkr.signIn")(function* (): Effect.fn.Return<Token, ExchangeUnavailable> {
    const now = yield* Clock.currentTimeMillis
    const secret = BigInt(`0x${randomBytes(32).toString("hex")}`)
    const parameters = {
      ...oauthParameters(key.consumerKey, Redacted.value(key.accessToken), "RSA-SHA256", now),
      diffie_hellman_challenge: challengeOf(key.prime, secret)
    }
    const prepend = Redacted.value(key.prepend)
    const answered = yield* pace
      .asked(
        { urgency: "URGENT" },
        asked(
          { method: "POST", url: `${at.rest}/oauth/live_session_token`, parameters, prepend },
          (text) => signedByKey(key.signing, text),
          parameters,
          {}
        )
      )
      .pipe(
        Effect.catchTag("NotAnswered", ({ message }) =>
          Effect.andThen(Effect.logDebug(message), Effect.fail(unreached))
        )
      )
    if (answered.status === 429) return yield* pace.banned
    if (answered.status >= 500) return yield* resting
    const answer = Option.getOrUndefined(Option.flatMap(answered.body, readToken))
    if (answered.status !== 200 || answer === undefined) {
      outSince ??= now
      return yield* now - outSince < HOPELESS
        ? notLetIn
        : refusedKey("Interactive Brokers has not let the key in for an hour: it was revoked, or is of another set")
    }
    const response = answer.diffie_hellman_response
    const text = liveSessionToken({ prime: key.prime, secret, response, prepend })
    if (text === undefined || tokenSignature(text, key.consumerKey) !== answer.live_session_token_signature)
      return yield* tokenDiffers
    outSince = undefined
    return { text: Redacted.make(text), until: answer.live_session_token_expiration }
  })

  /** The token there is; one for all who ask at once. */
  const current = turn.withPermits(1)(
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      if (token === undefined || token.until - AHEAD < now) token = yield* renew()
      return token
    })
  )

  const send: SignedRequests["send"] = Effect.fn("Ibkr.send")(function* ({
    body,
    method = "GET",
    path,
    patience,
    query = {},
    slot,
    urgency: said
  }) {
    const urgency = said ?? (yield* Asking)
    const signing = yield* current
    const clock = yield* Clock.Clock
    const answered = yield* pace.asked(
      { slot, urgency, patience },
      Effect.suspend(() => {
        const now = clock.currentTimeMillisUnsafe()
        const own = oauthParameters(key.consumerKey, Redacted.value(key.accessToken), "HMAC-SHA256", now)
        return asked(
          { method, url: `${at.rest}${path}`, parameters: { ...own, ...query } },
          (text) => signedByToken(Redacted.value(signing.text), text),
          own,
          body === undefined ? {} : { body }
        )
      })
    )
    if (answered.status === 429) return yield* pace.banned
    if (answered.status !== 401 && answered.status !== 410) return answered
    // Whoever asked with it at the same time comes later: by then there is another.
    if (token === signing) token = undefined
    return yield* signedOut
  })
  return { key, send, signIn: Effect.asVoid(current) }
}
