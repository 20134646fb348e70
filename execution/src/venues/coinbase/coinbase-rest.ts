import { Clock, Effect, Option } from "effect"
import { ExchangeUnavailable } from "../../exchange.ts"
import { CoinbasePace } from "./request-pace.ts"

export const unreachable = new ExchangeUnavailable({
  message: "Coinbase can't be reached: check this machine's connection to the internet",
  retryable: true,
  cause: "NETWORK"
})

/** How long to wait after "too many", when it doesn't say, ms. */
const TOO_MANY = 2_000
/** Longer than this nobody is believed, ms. */
const LONGEST = 300_000

/** When to ask again, ms from now: `Retry-After`, or when the limit begins anew, both in seconds. */
const retryAfter = (headers: Headers): number => {
  const seconds = Number(headers.get("retry-after") ?? headers.get("x-ratelimit-reset") ?? NaN)
  return seconds > 0 ? Math.min(seconds * 1_000, LONGEST) : TOO_MANY
}

/** A turn further away is not waited for: whoever asks has more to do, ms. */
const PATIENCE = 5_000

const tooMany = (wait: number) =>
  new ExchangeUnavailable({
    message: "Coinbase asks for fewer requests",
    retryable: true,
    retryAfter: Math.ceil(wait),
    cause: "LIMITED"
  })

type Answer =
  | { readonly _tag: "Json"; readonly body: unknown }
  | { readonly _tag: "Refused"; readonly status: number; readonly retryAfter: number }
  | { readonly _tag: "NoJson" }

const ask = (url: string, within: number) =>
  Effect.tryPromise(async (signal): Promise<Answer> => {
    const answer = await fetch(url, {
      headers: { accept: "application/json" },
      signal: AbortSignal.any([signal, AbortSignal.timeout(within)])
    })
    const text = await answer.text()
    if (!answer.ok) return { _tag: "Refused", status: answer.status, retryAfter: retryAfter(answer.headers) }
    try {
      return { _tag: "Json", body: JSON.parse(text) as unknown }
    } catch {
      return { _tag: "NoJson" }
    }
  })

/**
 * Asks for JSON in its turn. Whatever may pass is retryable: no connection, too many requests, an error or a page of the
 * servers between. `NotFound` is none.
 */
export const get = Effect.fn("Coinbase.get")(function* (
  url: string,
  within: number
): Effect.fn.Return<Option.Option<unknown>, ExchangeUnavailable> {
  const pace = yield* CoinbasePace
  const wait = pace.turn(yield* Clock.currentTimeMillis, PATIENCE)
  if (wait > PATIENCE) return yield* tooMany(wait)
  yield* Effect.sleep(wait)
  const answer = yield* ask(url, within).pipe(
    Effect.tapError((error) => Effect.logDebug("no connection to Coinbase", error)),
    Effect.mapError(() => unreachable)
  )
  if (answer._tag === "Json") return Option.some(answer.body)
  if (answer._tag === "NoJson")
    return yield* new ExchangeUnavailable({
      message:
        "something between this machine and Coinbase answers in its place: check proxy and sign-in of the network",
      retryable: true,
      cause: "NETWORK",
      needsUser: true
    })
  const { status } = answer
  if (status === 404) return Option.none()
  if (status !== 429)
    return yield* new ExchangeUnavailable({
      message: wordsFor(status),
      retryable: status >= 500 || status === 408 || status === 403,
      ...(status >= 500 && { cause: "MAINTENANCE" as const })
    })
  pace.rest(yield* Clock.currentTimeMillis, answer.retryAfter)
  return yield* tooMany(answer.retryAfter)
})

const wordsFor = (status: number): string =>
  status >= 500
    ? "Coinbase has trouble of its own at the moment"
    : status === 403
      ? "Coinbase turns this machine's address away: it may not serve your country or network"
      : `Coinbase can't make sense of the request (it answered ${status})`

/** Reads what Coinbase said, or says that it can't be read: that may pass too. */
export const understood = <A, E extends { readonly message: string }>(read: Effect.Effect<A, E>) =>
  read.pipe(
    Effect.tapError(({ message }) => Effect.logDebug("Coinbase's answer is unreadable", message)),
    Effect.mapError(() => new ExchangeUnavailable({ message: "Coinbase's answer can't be read", retryable: true }))
  )

/** Coinbase does not know the pair: asking again can't help. */
export const noPair = (symbol: string) =>
  new ExchangeUnavailable({
    message: `Coinbase has no pair ${symbol}: name one as Coinbase does, such as BTC-USD`,
    retryable: false
  })
