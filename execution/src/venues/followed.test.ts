import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream, SubscriptionRef } from "effect"
import { type Instrument, Symbol } from "@tradetower/domain/market"
import { Markets, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { binanceSymbol, exchangesStandIn } from "./ccxt/ccxt.fixture.ts"
import { ccxtThread } from "./ccxt/ccxt-thread.ts"
import { ccxtVenue } from "./ccxt/ccxt-venue.ts"
import { followed } from "./followed.ts"

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
      const opened = Effect.gen(function* () {
        const data = yield* followed(ccxtVenue("binance", yield* ccxtThread(exchanges.instead)))
        const { onDemand } = data
        if (onDemand === undefined) return assert.fail("nothing more can be followed")
        return { data, onDemand }
      })
      const want = ({ onDemand }: Effect.Success<typeof opened>, instrument: Instrument) =>
        SubscriptionRef.set(onDemand.wanted, new Map([[instrument.symbol, instrument]]))
      const statusNow = ({ data }: Effect.Success<typeof opened>) =>
        Effect.map(Stream.runCollect(Stream.take(data.trading ?? Stream.empty, 1)), ([all]) => all?.get(PEPE))

      const first = yield* opened
      assert.deepStrictEqual(yield* first.data.instruments, [])
      const instrument = yield* first.onDemand.find(PEPE)
      assert.deepStrictEqual([instrument.symbol, instrument.tickSize as string], [PEPE, "0.00000001"])
      const none = yield* Effect.flip(first.onDemand.find(GONE))
      assert.isFalse(none.retryable)
      assert.include(none.message, "Binance lists no pair GONE-USDT that is traded: search for another")
      const early = yield* Effect.flip(first.data.candles(PEPE, 0, 60_000))
      assert.include(early.message, "not followed now")
      yield* want(first, instrument)
      assert.strictEqual((yield* statusNow(first))?.takes, "ALL")
      const { note, source, venue } = first.data
      yield* store.upsert(Markets, { id: PEPE, venue, instrument, source, note, connected: true })

      exchanges.ways.symbols.splice(0, 1, binanceSymbol("PEPE", "USDT", { filters: coarse }))
      const second = yield* opened
      const kept = yield* second.onDemand.find(PEPE)
      assert.strictEqual(kept.tickSize as string, "0.00000001")
      yield* want(second, kept)
      const status = yield* statusNow(second)
      assert.strictEqual(status?.takes, "NONE")
      assert.include(
        status?.takes === "NONE" ? status.why : "",
        "Binance counts prices of PEPE-USDT in steps of 0.0000001 now"
      )

      exchanges.ways.unkind.set("exchangeInfo", "CUT")
      const third = yield* opened
      assert.deepStrictEqual(yield* third.onDemand.find(PEPE), instrument)
      assert.isTrue((yield* Effect.flip(third.onDemand.find(GONE))).retryable)
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )
})
