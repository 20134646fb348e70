import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Symbol } from "@tradetower/domain/market"
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
      const venueNow = Effect.map(ccxtThread(exchanges.instead), (thread) => ccxtVenue("binance", thread))
      const statusNow = (data: Effect.Success<ReturnType<typeof followed>>) =>
        Effect.map(Stream.runCollect(Stream.take(data.trading ?? Stream.empty, 1)), ([all]) => all?.get(PEPE))

      const first = yield* followed(yield* venueNow, [PEPE, GONE])
      const [instrument, ...more] = yield* first.instruments
      assert.isDefined(instrument)
      assert.deepStrictEqual([instrument.symbol, instrument.tickSize, more.length], [PEPE, "0.00000001", 0])
      assert.strictEqual((yield* statusNow(first))?.takes, "ALL")
      const { note, source, venue } = first
      yield* store.upsert(Markets, { id: PEPE, venue, instrument, source, note, connected: true })

      exchanges.ways.symbols.splice(0, 1, binanceSymbol("PEPE", "USDT", { filters: coarse }))
      const second = yield* followed(yield* venueNow, [PEPE])
      assert.strictEqual((yield* second.instruments)[0]?.tickSize, "0.00000001")
      const status = yield* statusNow(second)
      assert.strictEqual(status?.takes, "NONE")
      assert.include(
        status?.takes === "NONE" ? status.why : "",
        "Binance counts prices of PEPE-USDT in steps of 0.0000001 now"
      )

      exchanges.ways.unkind.set("exchangeInfo", "CUT")
      const third = yield* followed(yield* venueNow, [PEPE, GONE])
      assert.deepStrictEqual(yield* third.instruments, [instrument])
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )
})
