import { Effect, Option, RcRef, Scope, Stream } from "effect"
import type { Instrument, PriceFeed } from "@tradetower/domain/market"
import { OneByOne } from "@tradetower/platform"
import { ExchangeUnavailable } from "../../../unavailable.ts"
import { looksByAsking } from "../../../venues/looks.ts"
import type { Venue } from "../../../venues/venue.ts"
import type { Keyring } from "../../keyring.ts"
import { quoteHost, type TastytradeAddresses } from "../addresses.ts"
import { QuoteTokenAnswer } from "../answers.ts"
import { askWith } from "../ask-with.ts"
import type { Contracts } from "../contracts.ts"
import { shareName } from "../instruments.ts"
import type { TastytradeKey } from "../key.ts"
import { there } from "../words.ts"
import { candlesFrom } from "./candles.ts"
import { type DxLink, openDxLink, tokenRefused } from "./dxlink.ts"
import { listedAt } from "./listed.ts"
import { pricesFrom } from "./prices.ts"
import { feedOf } from "./quote-token.ts"

/** The connection goes when nobody has needed it for so long. */
const IDLE = "10 seconds"

type Part = Required<Pick<Venue, "find" | "get" | "prices" | "looks" | "candles">>

const foreign = new ExchangeUnavailable({
  message: "tastytrade's prices are at another host than its own",
  retryable: false
})

/**
 * What is asked of tastytrade's markets, with a key of an account that is open: prices are licensed to its customer. One
 * connection for all who need some. `told`: what kind of prices these are.
 */
export const tastytradeMarket = (
  at: TastytradeAddresses,
  keys: Keyring<TastytradeKey>,
  contracts: Contracts,
  told: (feed: PriceFeed | undefined) => void
): Part => {
  const { find, get, look } = listedAt(contracts)
  const asking = Effect.flatMap(keys.any, (key) => askWith(at, key))
  const turns = new OneByOne()

  /** Connects with a token of its own, as each connection must. */
  const connect = Effect.gen(function* () {
    const key = yield* keys.any
    const rest = yield* askWith(at, key)
    const token = yield* there(rest.get("/api-quote-tokens", QuoteTokenAnswer, "URGENT")).pipe(
      Effect.tapError(() => Effect.sync(() => keys.blame(key)))
    )
    told(feedOf(token))
    const url = token["dxlink-url"]
    const host = quoteHost(at, url)
    if (host === undefined) return yield* foreign
    return yield* openDxLink({ url, host, token: token.token })
  }).pipe(
    // A token may have run out on its way.
    Effect.retry({ times: 1, while: (error) => error === tokenRefused })
  )

  let kept: RcRef.RcRef<DxLink, ExchangeUnavailable> | undefined
  const shared = Effect.suspend(() =>
    kept !== undefined
      ? Effect.succeed(kept)
      : RcRef.make({ acquire: connect, idleTimeToLive: IDLE }).pipe(
          // It goes by itself once nobody needs it.
          Scope.provide(Scope.makeUnsafe()),
          Effect.tap((made) => Effect.sync(() => (kept = made)))
        )
  )
  /** The connection, for as long as the scope is open: a new one where the one there is has ended. */
  const link = Effect.gen(function* () {
    const ref = yield* shared
    const one = yield* RcRef.get(ref)
    if (!one.isOver()) return one
    yield* RcRef.invalidate(ref)
    return yield* RcRef.get(ref)
  })

  /** As dxFeed calls an instrument: of a future its record says so. */
  const streamerOf = Effect.fnUntraced(function* ({ kind, symbol }: Instrument) {
    if (kind === "SPOT") return shareName(symbol)
    const contract = yield* contracts.of(yield* asking, symbol)
    return Option.isNone(contract) ? undefined : (contract.value.answer["streamer-symbol"] ?? undefined)
  })

  return {
    find: (text, page) => Effect.flatMap(asking, (rest) => find(rest, text, page)),
    get: (symbol) => Effect.flatMap(asking, (rest) => get(rest, symbol)),
    looks: (wanted) => looksByAsking((instrument) => Effect.flatMap(asking, (rest) => look(rest, instrument)), wanted),
    prices: (wanted) => Stream.unwrap(Effect.map(link, (one) => pricesFrom(one, wanted, streamerOf))),
    candles: (instrument, from, to) =>
      turns.take(
        instrument.symbol,
        Effect.scoped(
          Effect.gen(function* () {
            const streamer = yield* streamerOf(instrument)
            if (streamer === undefined)
              return yield* new ExchangeUnavailable({
                message: `tastytrade has no candles of ${instrument.symbol}`,
                retryable: false
              })
            return yield* candlesFrom(yield* link, streamer, instrument, from, to)
          })
        )
      )
  }
}
