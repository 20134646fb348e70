import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import type { Instrument } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { Markets, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { paperInstruments } from "../../brokers/paper/paper-markets.ts"
import { COINBASE } from "../venue-ids.ts"
import { coinbaseStandIn } from "./coinbase.fixture.ts"
import { type CoinbaseAddresses, coinbaseVenue } from "./coinbase-venue.ts"
import { type FeeRates, feeWords } from "./fee-tier.ts"
import { liveInstruments } from "./live-instruments.ts"
import { RequestPace } from "../../wire/request-pace.ts"
import { CoinbasePace } from "./coinbase-pace.ts"

const here = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(
    Effect.scoped,
    Effect.provideService(CoinbasePace, new RequestPace([])),
    Effect.provide(embeddedPlatformForTests())
  )
const rules = (of: Instrument | undefined): ReadonlyArray<string | undefined> => [
  of?.tickSize,
  of?.lotSize,
  of?.minQuantity,
  of?.minNotional
]
const keep = (instrument: Instrument) =>
  Effect.flatMap(Store, (store) =>
    store.upsert(Markets, {
      id: instrument.symbol,
      venue: COINBASE,
      instrument,
      source: "LIVE",
      connected: false,
      note: ""
    })
  )

/** As a start finds them. */
const found = (at: Pick<CoinbaseAddresses, "rest">, listed = paperInstruments(COINBASE), fees?: FeeRates) =>
  Effect.flatMap(
    liveInstruments(coinbaseVenue({ ...at, feed: "ws://127.0.0.1:9" }), listed, fees),
    ({ instruments }) => instruments
  )
const nobody = { rest: "http://127.0.0.1:9" }

describe("the instruments of the live market", () => {
  it.live("have the rules of Coinbase's products, and its first tier's fees", () =>
    Effect.gen(function* () {
      const coinbase = yield* coinbaseStandIn
      const odd = { price_increment: "0.05", base_increment: "0.001", base_min_size: "0.02", quote_min_size: "5" }
      coinbase.ways.products.set("SOL-USD", { ...coinbase.ways.products.get("SOL-USD"), ...odd })
      const [bitcoin, , solana] = yield* found(coinbase)
      assert.deepStrictEqual(rules(solana), ["0.05", "0.001", "0.02", "5"])
      assert.deepStrictEqual(rules(bitcoin), ["0.01", "0.00000001", "0.00000001", "1"])
      assert.isTrue(bitcoin?.makerFeeRate === "0.004" && bitcoin.takerFeeRate === "0.006")
      assert.include(
        bitcoin && feeWords(bitcoin),
        "0.4 % for orders that rest, 0.6 % for those that take, Coinbase's first"
      )
    }).pipe(here)
  )

  it.live(
    "are there at once in what their folder counts in, whoever can be reached, and take fees that are given",
    () =>
      Effect.gen(function* () {
        const coinbase = yield* coinbaseStandIn
        const [listed] = paperInstruments(COINBASE)
        if (listed === undefined) throw new Error("nothing is listed")
        yield* keep({ ...listed, tickSize: Decimal.make("0.1") })
        const [kept] = yield* found(coinbase, [listed])
        assert.deepStrictEqual(rules(kept), ["0.1", "0.00000001", "0.00000001", "1"])
        assert.deepStrictEqual(coinbase.asked, [])
        assert.strictEqual(kept?.takerFeeRate, "0.002")
        const fees = { makerFeeRate: Decimal.make("0.0025"), takerFeeRate: Decimal.make("0.004") }
        const [set] = yield* found(coinbase, [listed], fees)
        assert.isTrue(set?.makerFeeRate === "0.0025" && set.takerFeeRate === "0.004")
      }).pipe(here)
  )

  it.effect("are asked for once, and waited for, 6 seconds at the most, by nobody but who needs them", () =>
    Effect.gen(function* () {
      let asked = 0
      const silent = () =>
        Effect.andThen(
          Effect.sync(() => void (asked += 1)),
          Effect.never
        )
      const { fees, instruments } = yield* liveInstruments({ get: silent }, paperInstruments(COINBASE))
      assert.strictEqual(fees.takerFeeRate, "0.006")
      const both = yield* Effect.forkScoped(Effect.all([instruments, instruments], { concurrency: "unbounded" }))
      yield* TestClock.adjust("5 seconds")
      assert.isUndefined(both.pollUnsafe())
      yield* TestClock.adjust("1 second")
      const [some, same] = yield* Fiber.join(both)
      assert.strictEqual(same, some)
      assert.deepStrictEqual(rules(some[0]), ["0.01", "0.000001", "0.000001", "1"])
      assert.strictEqual(asked, 6)
    }).pipe(here)
  )

  it.live("stay as they are while Coinbase can't be reached", () =>
    Effect.gen(function* () {
      const first = yield* found(nobody)
      // Never heard: amounts that are among the product's whatever its steps are.
      const [kept] = first
      assert.deepStrictEqual(rules(kept), ["0.01", "0.000001", "0.000001", "1"])
      if (kept === undefined) throw new Error("nothing is listed")
      yield* keep({ ...kept, lotSize: Decimal.make("0.00001") })
      const [again] = yield* found(nobody)
      assert.strictEqual(again?.lotSize, "0.00001")
    }).pipe(here)
  )
})
