import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, type Scope } from "effect"
import { Symbol, timeframeMillis } from "@tradetower/domain/market"
import type { Blobs, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { paperSimulations } from "../brokers/paper/paper-markets.ts"
import type { ExchangeUnavailable } from "../unavailable.ts"
import { exchangesStandIn } from "./ccxt/ccxt.fixture.ts"
import { ccxtThread } from "./ccxt/ccxt-thread.ts"
import { ccxtVenue } from "./ccxt/ccxt-venue.ts"
import { coinbaseStandIn } from "./coinbase/coinbase.fixture.ts"
import { coinbaseVenue } from "./coinbase/coinbase-venue.ts"
import { type ReplayRefused, replayVenue } from "./replay/replay-venue.ts"
import { simulatedVenue } from "./simulated/simulated-venue.ts"
import type { Venue } from "./venue.ts"

const MINUTE = timeframeMillis["1m"]
const GONE = Symbol.make("GONE-USD")
const PAGE = { skip: 0, take: 20 }

/** A quarter of an hour of a recording that began `until` minutes ago at the latest. */
const recording = (until: number): string =>
  [
    "timestamp,open,high,low,close,volume",
    ...Array.from({ length: 60 }, (_, i) => `${until - (60 - i) * MINUTE},100,101,99,100.5,2`)
  ].join("\n")

interface Kind {
  readonly open: Effect.Effect<
    Venue,
    ExchangeUnavailable | ReplayRefused | { readonly _tag: string },
    Scope.Scope | Blobs | Store
  >
  /** One that it lists, and what finds it first. */
  readonly symbol: Symbol
  readonly text: string
  /** Whether all that it lists is always followed. */
  readonly fixed: boolean
}
const minute = Math.floor(Date.now() / MINUTE) * MINUTE
const kinds: Readonly<Record<string, Kind>> = {
  "a made-up market": {
    open: simulatedVenue({ markets: paperSimulations, seed: 1, speed: 1 }),
    symbol: Symbol.make("ETH-USD"),
    text: "eth/usd",
    fixed: true
  },
  "a recording": {
    open: replayVenue({ name: "coinbase-BTC-USD-1m-20170903.csv", csv: recording(minute), speed: 1 }),
    symbol: Symbol.make("BTC-USD"),
    text: "btcusd",
    fixed: true
  },
  "Coinbase's public prices": {
    open: Effect.map(coinbaseStandIn, coinbaseVenue),
    symbol: Symbol.make("BTC-USD"),
    text: "btc-usd",
    fixed: false
  },
  "an exchange's that ccxt reads": {
    open: Effect.flatMap(exchangesStandIn, ({ instead }) =>
      Effect.map(ccxtThread(instead), (thread) => ccxtVenue("binance", thread))
    ),
    symbol: Symbol.make("PEPE-USDT"),
    text: "pepe",
    fixed: false
  }
}

describe.each(Object.entries(kinds))("a venue, %s", (_, { fixed, open, symbol, text }) => {
  it.live("finds what it lists by a text, a page at a time, and gets it by its name, and no other", () =>
    Effect.gen(function* () {
      const venue = yield* open
      const all = yield* venue.find("", PAGE)
      assert.isAtLeast(all.total, 1)
      const { found, total } = yield* venue.find(text, PAGE)
      assert.strictEqual(found[0]?.instrument.symbol, symbol)
      assert.deepStrictEqual((yield* venue.find(text, { skip: total, take: 20 })).found, [])
      const one = Option.getOrThrow(yield* venue.get(symbol))
      assert.deepStrictEqual(one, found[0])
      assert.strictEqual(one.instrument.venue, venue.id)
      assert.isTrue(Option.isNone(yield* venue.get(GONE)))
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )

  it.live("says what is always followed, and follows more only where it lists more", () =>
    Effect.gen(function* () {
      const venue = yield* open
      const always = yield* venue.instruments
      assert.strictEqual(always.length, fixed ? (yield* venue.find("", PAGE)).total : 0)
      assert.strictEqual(venue.onDemand === undefined, fixed)
      assert.deepStrictEqual(venue.lists, ["CRYPTO"])
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )

  it.live("tells closed candles of whole minutes, oldest first, and none from outside the time asked for", () =>
    Effect.gen(function* () {
      const venue = yield* open
      const { instrument } = Option.getOrThrow(yield* venue.get(symbol))
      const [from, to] = [minute - 55 * MINUTE, minute - 50 * MINUTE]
      const candles = yield* venue.candles(instrument, from, to)
      assert.deepStrictEqual(
        candles.map(({ at }) => at),
        Array.from({ length: 5 }, (_each, i) => from + i * MINUTE)
      )
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )
})
