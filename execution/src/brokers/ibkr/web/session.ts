import { Effect, Option, Schedule, Schema, type Scope, Semaphore } from "effect"
import type { Environment } from "@tradetower/domain/connection"
import type { ExchangeUnavailable } from "../../../unavailable.ts"
import type { Answered } from "@tradetower/platform/wire/ask"
import type { NotAnswered } from "@tradetower/platform/wire/not-answered"
import { AccountsAnswer, type AuthStatus, AuthStatus as Status, TickleAnswer } from "./answers.ts"
import { nameOf } from "./key.ts"
import type { IbkrQuestion, SignedRequests } from "./signed-requests.ts"
import { SUPPRESSED } from "./suppressed.ts"
import {
  errorIn,
  readable,
  refusedKey,
  resting,
  signedInElsewhere,
  signedOut,
  unreadable,
  unreached
} from "./trouble.ts"

/** The session ends after 5 to 6 minutes without it. */
const TICKLE_EVERY = "55 seconds"
/** Where it does not begin at once it is asked again, after so long. */
const AGAIN_AFTER = "2 seconds"
const TRIES = 3

/** A brokerage session: what has to be there before anything of an account can be asked. */
export interface Session {
  readonly account: string
  /** Says of two whether they are one user's, and nothing else. */
  readonly name: string
  readonly accessToken: SignedRequests["key"]["accessToken"]
  /** Asks within it; begins it where there is none. Whatever is answered is the caller's to read. */
  readonly send: (question: IbkrQuestion) => Effect.Effect<Answered, NotAnswered | ExchangeUnavailable>
  /** Reads what is there: none where it is not. Asked anew once where the session was over. */
  readonly read: <A>(
    question: Omit<IbkrQuestion, "method" | "body">,
    schema: Schema.Codec<A, unknown>
  ) => Effect.Effect<Option.Option<A>, ExchangeUnavailable>
  /** What lets a socket in: fresh, and the session with it. */
  readonly cookie: Effect.Effect<string, ExchangeUnavailable>
  /** It was heard that it is over: the next question begins it anew. */
  readonly over: () => void
  /** How often it began: whoever knows of an earlier one has to look anew. */
  readonly count: () => number
  /** Why it is over for good, where it is. */
  readonly refused: () => ExchangeUnavailable | undefined
  /** Whether it is of paper money. */
  readonly isPaper: () => boolean
}

const decodeStatus = Schema.decodeUnknownOption(Status)

const isOver = (answered: Answered): boolean =>
  answered.status === 400 && /no bridge|not authenticated/i.test(errorIn(answered) ?? "")

const orUnreached = <A, R>(effect: Effect.Effect<A, NotAnswered | ExchangeUnavailable, R>) =>
  Effect.catchTag(effect, "NotAnswered", ({ message }) =>
    Effect.andThen(Effect.logDebug(message), Effect.fail(unreached))
  )

/** The brokerage session of a user, kept until the scope closes; taken from nobody. `expected`: of what it must be; `tried`: for a key's trial, which reads no lists. */
export const brokerageSession = Effect.fn("Ibkr.session")(function* (
  { key, send: sign }: SignedRequests,
  expected: {
    readonly environment?: Environment
    readonly account?: string | undefined
    readonly tried?: true
  } = {}
): Effect.fn.Return<Session, ExchangeUnavailable, Scope.Scope> {
  let account = ""
  const beginning = Semaphore.makeUnsafe(1)
  let ready = false
  let began = 0
  let paper = false
  /** Why it can't be begun, for good. */
  let refused: ExchangeUnavailable | undefined
  const over = () => void (ready = false)

  const post = (path: string, body: object) =>
    orUnreached(sign({ method: "POST", path, body: JSON.stringify(body), urgency: "URGENT" }))

  /** Whether somebody else has it: it is theirs until its trader says otherwise. */
  const checked = (status: AuthStatus): Effect.Effect<boolean, ExchangeUnavailable> => {
    if (status.competing !== true) return Effect.succeed(status.authenticated === true && status.connected !== false)
    refused = signedInElsewhere
    over()
    return Effect.fail(signedInElsewhere)
  }

  const initialised = Effect.gen(function* () {
    const answered = yield* post("/iserver/auth/ssodh/init", { publish: true, compete: false })
    if (answered.status >= 400) return yield* resting
    const status = Option.getOrUndefined(Option.flatMap(answered.body, decodeStatus))
    if (status === undefined) return yield* unreadable
    return (yield* checked(status)) ? undefined : yield* resting
  }).pipe(
    Effect.retry({ times: TRIES - 1, schedule: Schedule.spaced(AGAIN_AFTER), while: (error) => error === resting })
  )

  const begin = Effect.gen(function* () {
    yield* initialised
    const answered = yield* orUnreached(sign({ path: "/iserver/accounts", urgency: "URGENT" }))
    if (answered.status >= 400) return yield* resting
    const { accounts, isPaper } = yield* readable(AccountsAnswer, answered.body)
    const own = accounts.filter((one) => one !== "All")
    account = expected.account ?? own[0] ?? ""
    const several = expected.account === undefined && own.length > 1
    paper = isPaper ?? account.startsWith("D")
    const of = paper ? "paper" : "real"
    const why = several
      ? `this username has several accounts (${own.slice(0, 5).join(", ")}): say which one TradingTower may trade in`
      : !own.includes(account)
        ? `this key is not of account ${account}: it is of ${own.slice(0, 5).join(", ")}`
        : expected.environment !== undefined && paper !== (expected.environment === "PAPER")
          ? `account ${account} is one of ${of} money, which this connection is not`
          : undefined
    if (why !== undefined) {
      refused = refusedKey(why)
      return yield* refused
    }
    yield* post("/iserver/questions/suppress", { messageIds: SUPPRESSED })
    // The first list of a session is empty, whatever there is.
    if (expected.tried !== true)
      yield* orUnreached(sign({ path: "/iserver/account/orders", slot: "orders", urgency: "URGENT" }))
    ready = true
    began++
  })

  const ensured = beginning.withPermits(1)(
    Effect.suspend(() => (refused !== undefined ? Effect.fail(refused) : ready ? Effect.void : begin))
  )

  const send: Session["send"] = Effect.fn("Ibkr.session.send")(function* (question) {
    yield* ensured
    const answered = yield* sign(question).pipe(
      Effect.tapError((error) => Effect.sync(() => error === signedOut && over()))
    )
    if (!isOver(answered)) return answered
    over()
    return yield* signedOut
  })

  const read: Session["read"] = Effect.fn("Ibkr.read")(function* <A>(
    question: Omit<IbkrQuestion, "method" | "body">,
    schema: Schema.Codec<A, unknown>
  ): Effect.fn.Return<Option.Option<A>, ExchangeUnavailable> {
    const answered = yield* orUnreached(
      Effect.retry(send(question), {
        times: 1,
        // A connection that was kept may have been closed from there just now.
        while: (error) => error === signedOut || (error._tag === "NotAnswered" && error.obstacle !== "TIMED_OUT")
      })
    )
    if (answered.status === 404) return Option.none()
    if (answered.status >= 500) return yield* resting
    if (answered.status >= 400) return yield* unreadable
    return Option.some(yield* readable(schema, answered.body))
  })

  const tickled = Effect.gen(function* () {
    yield* ensured
    const answered = yield* orUnreached(sign({ method: "POST", path: "/tickle", slot: "tickle", urgency: "URGENT" }))
    if (answered.status >= 400) return yield* resting
    const { iserver, session } = yield* readable(TickleAnswer, answered.body)
    if (!(yield* checked(iserver.authStatus))) over()
    return session
  })

  yield* ensured
  yield* Effect.forkScoped(Effect.forever(Effect.delay(Effect.ignore(tickled), TICKLE_EVERY)))

  return {
    account,
    name: nameOf(key),
    accessToken: key.accessToken,
    send,
    read,
    cookie: Effect.tapError(tickled, (error) => Effect.sync(() => error === signedOut && over())),
    over,
    count: () => began,
    refused: () => refused,
    isPaper: () => paper
  }
})
