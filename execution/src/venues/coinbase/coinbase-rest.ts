import { Clock, Effect, Option } from "effect"
import { ExchangeUnavailable } from "../../exchange.ts"
import { hostsOf } from "@tradetower/platform/wire/allowed"
import { ask } from "@tradetower/platform/wire/ask"
import { asksForFewer, inTurn } from "../../in-turn.ts"
import type { Urgency } from "../../wire/request-pace.ts"
import { CoinbasePace } from "./coinbase-pace.ts"

export const unreachable = new ExchangeUnavailable({
  message: "Coinbase can't be reached: check this machine's connection to the internet",
  retryable: true,
  cause: "NETWORK"
})

/** How long to wait after "too many", when it doesn't say, ms. */
const TOO_MANY = 2_000
/** A turn further away is not waited for: whoever asks has more to do, ms. */
const PATIENCE = 5_000

/**
 * Asks for JSON in its turn, what bots and pages wait for before what is downloaded. Whatever may pass is retryable: no connection, too many requests, an error or a page of the
 * servers between. `NotFound` is none.
 */
export const get = Effect.fn("Coinbase.get")(function* (
  rest: string,
  path: string,
  within: number,
  urgency: Urgency
): Effect.fn.Return<Option.Option<unknown>, ExchangeUnavailable> {
  const pace = yield* CoinbasePace
  yield* inTurn({ name: "Coinbase", pace, patience: PATIENCE }, urgency)
  const { body, retryAfter, status } = yield* ask({ url: `${rest}${path}`, allowedHosts: hostsOf(rest), within }).pipe(
    Effect.tapError((error) => Effect.logDebug("no connection to Coinbase", error)),
    Effect.mapError(() => unreachable)
  )
  if (status === 404) return Option.none()
  if (status === 429) {
    const pause = retryAfter ?? TOO_MANY
    pace.rest(yield* Clock.currentTimeMillis, pause)
    return yield* asksForFewer("Coinbase", pause)
  }
  if (status >= 400)
    return yield* new ExchangeUnavailable({
      message: wordsFor(status),
      retryable: status >= 500 || status === 408 || status === 403,
      ...(status >= 500 && { cause: "MAINTENANCE" as const })
    })
  // Coinbase sends nobody elsewhere: whoever stands between does.
  if (status < 300 && Option.isSome(body)) return body
  return yield* new ExchangeUnavailable({
    message: "something between this machine and Coinbase answers in its place: check proxy and sign-in of the network",
    retryable: true,
    cause: "NETWORK",
    needsUser: true
  })
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
