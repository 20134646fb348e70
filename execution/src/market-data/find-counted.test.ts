import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { type Instrument, Symbol } from "@tradetower/domain/market"
import { Markets, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { binanceSymbol, exchangesStandIn } from "../venues/ccxt/ccxt.fixture.ts"
import { ccxtThread } from "../venues/ccxt/ccxt-thread.ts"
import { ccxtVenue } from "../venues/ccxt/ccxt-venue.ts"
import { wantedOf } from "../venues/wanted-instruments.ts"
import { findCounted } from "./find-counted.ts"

const PEPE = Symbol.make("PEPE-USDT")
const GONE = Symbol.make("GONE-USDT")
const coarse = [
  { filterType: "PRICE_FILTER", minPrice: "0.0000001", maxPrice: "1000", tickSize: "0.00000010" },
  { filterType: "LOT_SIZE", minQty: "1", maxQty: "92141578", stepSize: "1.00" }
]

describe("pairs of a venue that are followed", () => {
  it.live("are those that it lists, keep the steps they were counted in, and say when those fit no more", () =>
    Effect.gen(function* () {
      const exchanges = yield* exchangesStandIn
      const store = yield* Store
      const opened = Effect.map(ccxtThread(exchanges.instead), (thread) => ccxtVenue("binance", thread))
      const standing = ({ looks = () => Stream.empty }: Effect.Success<typeof opened>, instrument: Instrument) =>
        Effect.gen(function* () {
          const [all] = yield* Stream.runCollect(Stream.take(looks(yield* wantedOf([instrument])), 1))
          return all?.get(PEPE)?.takes
        })

      const first = yield* opened
      assert.deepStrictEqual(yield* first.instruments, [])
      const { instrument } = yield* findCounted(first, PEPE)
      assert.deepStrictEqual([instrument.symbol, instrument.tickSize as string], [PEPE, "0.00000001"])
      const none = yield* Effect.flip(findCounted(first, GONE))
      assert.isFalse(none.retryable)
      assert.include(none.message, "Binance lists no pair GONE-USDT that is traded: search for another")
      assert.strictEqual((yield* standing(first, instrument))?.takes, "ALL")
      const { id: venue, note, source } = first
      yield* store.upsert(Markets, { id: PEPE, venue, instrument, version: 3, source, note, connected: true })

      exchanges.ways.symbols.splice(0, 1, binanceSymbol("PEPE", "USDT", { filters: coarse }))
      const second = yield* opened
      const kept = yield* findCounted(second, PEPE)
      assert.deepStrictEqual([kept.instrument.tickSize as string, kept.version], ["0.00000001", 3])
      const status = yield* standing(second, kept.instrument)
      assert.strictEqual(status?.takes, "NONE")
      assert.include(
        status?.takes === "NONE" ? status.why : "",
        "Binance counts prices of PEPE-USDT in steps of 0.0000001 now"
      )

      exchanges.ways.unkind.set("exchangeInfo", "CUT")
      const third = yield* opened
      assert.deepStrictEqual((yield* findCounted(third, PEPE)).instrument, instrument)
      assert.isTrue((yield* Effect.flip(findCounted(third, GONE))).retryable)
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )
})
