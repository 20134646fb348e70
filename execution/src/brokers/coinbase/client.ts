import { randomBytes } from "node:crypto"
import { Clock, Effect, Option, Schema } from "effect"
import { ExchangeUnavailable, OutcomeUnknown } from "../../exchange.ts"
import { hostsOf } from "@tradetower/platform/wire/allowed"
import { type Answered, ask } from "@tradetower/platform/wire/ask"
import { exactJson } from "../../wire/exact-json.ts"
import { localTime } from "../../wire/exchange-clock.ts"
import { Asking, inTurn, restFor } from "../../in-turn.ts"
import type { NotAnswered } from "@tradetower/platform/wire/not-answered"
import { RequestPace, type Urgency } from "../../wire/request-pace.ts"
import { ErrorAnswer, TimeAnswer } from "./answers.ts"
import { AccountLimits } from "./pace.ts"
import { paths } from "./paths.ts"
import { refusedKey } from "./refused-key.ts"
import { clockWords, SigningClock } from "./signing-clock.ts"
import type { SigningKey } from "./signing-key.ts"
import { bearerOf, tokenFor, type TokenUse } from "./token.ts"

/** How long an answer may take, ms. */
const WITHIN = 10_000
/** A turn further away than this is not waited for, ms: who sends an order gives up on it some seconds later. */
const PATIENCE = 2_000
/** The pause after "too many", where it does not say, ms: doubled each time it comes again. */
const TOO_MANY = 1_000
const LONGEST_PAUSE = 64_000

const unavailable = (
  fields: Omit<ConstructorParameters<typeof ExchangeUnavailable>[0], "retryable"> & { retryable?: boolean }
) => new ExchangeUnavailable({ retryable: true, ...fields })

const signedOut =
  "Coinbase does not accept the key of this account: make a new one there that may view and trade, and enter it here"
const forbidden =
  "Coinbase says that the key of this account may not do this: give it the rights to view and to trade, in this portfolio and from this address, or enter another key"

const unanswered = ({ obstacle }: NotAnswered) =>
  unavailable({
    message: "Coinbase can't be reached: check this machine's connection to the internet",
    cause: "NETWORK",
    ...(obstacle === "FOREIGN_HOST" && {
      retryable: false,
      message: "Coinbase is to be asked at another host than its own"
    })
  })

const inBetween = unavailable({
  message: "something between this machine and Coinbase answers in its place: check proxy and sign-in of the network",
  cause: "NETWORK",
  needsUser: true
})
const unreadable = unavailable({ message: "Coinbase's answer can't be read" })

const readError = Schema.decodeUnknownOption(ErrorAnswer)
const readTime = Schema.decodeUnknownOption(TimeAnswer)

/** What a refusal of the whole request says, cut: never what was asked with. */
const errorWords = ({ body, status }: Answered): string => {
  const said = Option.getOrUndefined(Option.flatMap(body, readError))
  const words = said?.message ?? said?.error_details ?? said?.error ?? ""
  return `Coinbase can't make sense of the request (${[String(status), words.slice(0, 160)].filter(Boolean).join(": ")})`
}

/** Coinbase itself does not know it: whoever stands between has another page for that. */
const saysNotThere = ({ body }: Answered): boolean =>
  Option.exists(Option.flatMap(body, readError), (said) =>
    [said.error, said.error_details, said.message].some((words) => /not.?found/i.test(words ?? ""))
  )

/** `urgency`: as whoever asks is `Asking`, where it is not said. What was sent, and read there: answered with whatever status means no trouble of getting there. */
export interface Client {
  /** Asks for something of the account, decoded; none that is not there. */
  readonly read: <A>(
    path: string,
    schema: Schema.Decoder<A>,
    urgency?: Urgency
  ) => Effect.Effect<Option.Option<A>, ExchangeUnavailable>
  /** Has something done, exactly as `body` says: of what was answered only what is not there, or not let in, is told apart. */
  readonly send: (
    path: string,
    body: string,
    urgency?: Urgency
  ) => Effect.Effect<Answered, ExchangeUnavailable | OutcomeUnknown>
  /** Until when nothing usual is asked, ms. */
  readonly restsUntil: () => number
  /** A token for a subscription. */
  readonly subscriptionToken: Effect.Effect<ReturnType<typeof tokenFor>>
  /** Coinbase's time, ms, as far as it was asked for. */
  readonly now: Effect.Effect<number>
  /** How far this machine's clock is behind it, ms, as far as that is known. */
  readonly behind: Effect.Effect<number>
  /** Asks Coinbase what time it is; answers how far this machine is behind, ms. */
  readonly measureClock: Effect.Effect<number, ExchangeUnavailable>
}

/** Signs and asks for one account, at the pace that its key is allowed. Nothing of the key is in what it says or throws. */
export const makeClient = Effect.fn("Coinbase.client")(function* (
  rest: string,
  key: SigningKey
): Effect.fn.Return<Client> {
  const pace = new RequestPace(yield* AccountLimits)
  const clock = new SigningClock()
  const local = yield* Clock.Clock
  const base = new URL(rest)
  const allowedHosts = hostsOf(rest)
  let tooMany = 0

  const token = (use?: TokenUse) => tokenFor(key, clock.at(localTime(local)), randomBytes(16).toString("hex"), use)

  const measureClock = Effect.gen(function* () {
    const { body, status } = yield* ask({ url: `${rest}${paths.time}`, allowedHosts, within: WITHIN }).pipe(
      Effect.mapError(unanswered)
    )
    const time = status === 200 ? Option.flatMap(body, readTime) : Option.none()
    if (Option.isNone(time)) return yield* unreadable
    const behind = clock.measured(Number(time.value.epochMillis), localTime(local))
    const words = clockWords(behind)
    if (words !== undefined) yield* Effect.logWarning(words)
    return behind
  }).pipe(Effect.withSpan("Coinbase.measureClock"))

  const once = (method: "GET" | "POST", path: string, body: string | undefined) =>
    Effect.suspend(() => {
      const [plain = ""] = path.split("?")
      const signed = token({ method, host: base.host, path: `${base.pathname}${plain}` })
      return ask({
        url: `${rest}${path}`,
        allowedHosts,
        within: WITHIN,
        method,
        ...(body !== undefined && { body }),
        headers: { authorization: bearerOf(signed) },
        read: exactJson
      })
    })

  /** In its turn, and once more with a fresh token where it was not let in: this machine's clock may be off. */
  const asked = Effect.fnUntraced(function* (
    method: "GET" | "POST",
    path: string,
    body: string | undefined,
    said: Urgency | undefined
  ): Effect.fn.Return<Answered, ExchangeUnavailable | NotAnswered> {
    const urgency = said ?? (yield* Asking)
    yield* inTurn({ name: "Coinbase", pace, patience: PATIENCE }, urgency)
    let answered = yield* once(method, path, body)
    if (answered.status === 401) {
      yield* Effect.ignore(measureClock)
      answered = yield* once(method, path, body)
      if (answered.status === 401) return yield* refusedKey(signedOut)
    }
    if (answered.status === 429) {
      const pause = Math.min(answered.retryAfter ?? TOO_MANY * 2 ** tooMany++, LONGEST_PAUSE)
      return yield* restFor({ name: "Coinbase", pace }, urgency, pause)
    }
    tooMany = 0
    // The edge turns addresses away with a page; Coinbase itself says why.
    if (answered.status === 403)
      return yield* Option.isSome(answered.body) ? refusedKey(forbidden) : Effect.fail(inBetween)
    return answered
  })

  const read: Client["read"] = Effect.fn("Coinbase.read")(function* (path, schema, urgency) {
    const answered = yield* asked("GET", path, undefined, urgency).pipe(
      Effect.catchTag("NotAnswered", (error) => Effect.fail(unanswered(error)))
    )
    const { body, status } = answered
    if (status === 404) return yield* saysNotThere(answered) ? Effect.succeed(Option.none()) : Effect.fail(inBetween)
    if (status >= 500)
      return yield* unavailable({ message: "Coinbase has trouble of its own at the moment", cause: "MAINTENANCE" })
    if (status >= 400) return yield* unavailable({ message: errorWords(answered), retryable: status === 408 })
    if (status >= 300 || Option.isNone(body)) return yield* inBetween
    return Option.some(
      yield* Schema.decodeUnknownEffect(schema)(body.value).pipe(
        // Which field it was is in the trace; what it held may be anybody's.
        Effect.tapError(() => Effect.logWarning(`an answer of Coinbase can't be read: ${path.split("?")[0]}`)),
        Effect.mapError(() => unreadable)
      )
    )
  })

  const send: Client["send"] = Effect.fn("Coinbase.send")(function* (path, body, urgency) {
    const answered = yield* asked("POST", path, body, urgency).pipe(
      Effect.catchTag("NotAnswered", (error) =>
        Effect.fail(
          error.sent === "NO"
            ? unanswered(error)
            : new OutcomeUnknown({ message: `Coinbase gave no answer (${error.obstacle})` })
        )
      )
    )
    const { body: said, status } = answered
    if (status >= 500 || status === 408 || status < 200 || (status >= 300 && status < 400) || Option.isNone(said))
      return yield* new OutcomeUnknown({ message: `Coinbase's answer (${status}) does not say what became of it` })
    return answered
  })

  return {
    read,
    send,
    measureClock,
    restsUntil: () => pace.restsUntil,
    now: Effect.sync(() => clock.at(localTime(local))),
    behind: Effect.sync(() => clock.behind(localTime(local))),
    subscriptionToken: Effect.sync(() => token())
  }
})
