import { Clock, Context, Effect, Option, Redacted, Schema, Semaphore } from "effect"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { asksForFewer } from "../../in-turn.ts"
import type { ExchangeUnavailable } from "../../unavailable.ts"
import { type Answered, ask } from "@tradetower/platform/wire/ask"
import { nameOf, type TastytradeKey } from "./key.ts"
import { readAnswer } from "./read-answer.ts"
import { keyRefused, maintenance, signInsRest, unreadable, unreached, USER_AGENT } from "./words.ts"

/** How long an answer may take, ms. */
const WITHIN = 10_000
/** A token is renewed so long before it runs out, ms. */
const AHEAD = 60_000
/** With less than this left it is of no use any more, ms. */
const LAST = 5_000
/**
 * One refusal may be a hiccup: the pauses before it is asked again, ms. Who gives a new key has its answer within five
 * seconds.
 */
const AGAIN = [1_000, 2_000]
/** What was refused for good is left alone for so long, ms; so many refusals of new keys have every new one wait. */
const REST = 900_000
const MOST_REFUSED = 3
/** More than this nobody has open in one process. */
const MOST = 1_000

const TokenAnswer = Schema.Struct({ access_token: Schema.Redacted(Schema.NonEmptyString), expires_in: Schema.String })
const readToken = Schema.decodeUnknownOption(TokenAnswer)

/** One key's way in. Who asks while it is being renewed waits for that, once the one there is has run out. */
export interface SignIn {
  readonly token: Effect.Effect<Redacted.Redacted, ExchangeUnavailable>
  /** It was turned away: the next one who asks has another. */
  readonly refuse: (token: Redacted.Redacted) => void
}

/** `rest`: `https://api.tastyworks.com`, which the key is of. */
export interface SignInAt {
  readonly rest: string
  readonly allowedHosts: ReadonlyArray<string>
}

/**
 * The sign-ins of this process: one for a key, whoever asks with it. Failed ones can have the whole machine locked out for
 * hours, and with it every trader's accounts: a key that was refused is left alone for a quarter of an hour, and after three
 * such no key is tried for as long that never was good here.
 */
export class SignIns {
  readonly #keys = new OldestOut<string, SignIn>(MOST)
  #refusedAt: ReadonlyArray<number> = []

  of(key: TastytradeKey, at: SignInAt): SignIn {
    const name = `${at.rest} ${nameOf(key)}`
    const known = this.#keys.get(name) ?? this.#make(key, at)
    this.#keys.set(name, known)
    return known
  }

  #make({ refresh, secret }: TastytradeKey, { allowedHosts, rest }: SignInAt): SignIn {
    const one = Semaphore.makeUnsafe(1)
    let renewing = false
    let wasGood = false
    let refusedUntil = 0
    let held: { readonly token: Redacted.Redacted; readonly until: number } | undefined

    const request = Effect.gen(function* () {
      return yield* ask({
        url: `${rest}/oauth/token`,
        allowedHosts,
        within: WITHIN,
        method: "POST",
        headers: USER_AGENT,
        body: JSON.stringify({
          grant_type: "refresh_token",
          refresh_token: Redacted.value(refresh),
          client_secret: Redacted.value(secret)
        }),
        read: readAnswer
      }).pipe(Effect.mapError(() => unreached))
    })

    /** Whether the grant itself was turned away. */
    const isRefused = ({ status }: Answered): boolean => status === 400 || status === 401 || status === 403

    const asked = Effect.gen(function* () {
      for (const pause of AGAIN) {
        const answered = yield* request
        if (!isRefused(answered)) return answered
        yield* Effect.sleep(pause)
      }
      return yield* request
    })

    const restsUntil = (): number => (this.#refusedAt.length < MOST_REFUSED ? 0 : (this.#refusedAt.at(-1) ?? 0) + REST)
    const countRefused = (now: number): void => {
      this.#refusedAt = [...this.#refusedAt.filter((at) => at > now - REST), now].slice(-MOST_REFUSED)
    }

    const renew = Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      if (now < refusedUntil) return yield* keyRefused
      if (!wasGood && now < restsUntil()) return yield* signInsRest(restsUntil() - now)
      const answered = yield* asked
      const then = yield* Clock.currentTimeMillis
      if (isRefused(answered)) {
        refusedUntil = then + REST
        countRefused(then)
        return yield* keyRefused
      }
      if (answered.status === 429) return yield* asksForFewer("tastytrade", answered.retryAfter ?? 30_000)
      if (answered.status >= 500) return yield* maintenance
      const token = Option.getOrUndefined(Option.flatMap(answered.body, readToken))
      if (answered.status >= 300 || token === undefined) return yield* unreadable
      wasGood = true
      held = { token: token.access_token, until: then + Number(token.expires_in) * 1_000 }
      return held.token
    }).pipe(Effect.withSpan("Tastytrade.signIn"))

    /** The one there is, while it is good: not the one that is about to run out, unless another is on its way. */
    const usable = (now: number): Redacted.Redacted | undefined =>
      held !== undefined && now < held.until - (renewing ? LAST : AHEAD) ? held.token : undefined

    const token = Effect.gen(function* () {
      const before = usable(yield* Clock.currentTimeMillis)
      if (before !== undefined) return before
      return yield* one.withPermits(1)(
        Effect.gen(function* () {
          const meanwhile = usable(yield* Clock.currentTimeMillis)
          if (meanwhile !== undefined) return meanwhile
          renewing = true
          return yield* Effect.ensuring(
            renew,
            Effect.sync(() => (renewing = false))
          )
        })
      )
    })
    return {
      token,
      refuse: (refused) => {
        if (held?.token === refused) held = undefined
      }
    }
  }
}

/** One for the process: what locks out one locks out all. */
export const ProcessSignIns = Context.Reference<SignIns>("@tradetower/execution/TastytradeSignIns", {
  defaultValue: () => new SignIns()
})
