import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Schema, Stream } from "effect"
import { TestClock } from "effect/testing"
import { COINBASE } from "../venue-ids.ts"
import type { Symbol, TradingStatus } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { paperInstruments } from "../../brokers/paper/paper-markets.ts"
import { wantedOf } from "../wanted-instruments.ts"
import { passUntil } from "../../passing-time.fixture.ts"
import { coinbaseStandIn } from "./coinbase.fixture.ts"
import type { Look } from "../venue.ts"
import { coinbaseVenue } from "./coinbase-venue.ts"
import { statusOf } from "./product-status.ts"
import { ProductAnswer } from "./messages.ts"
import { RequestPace } from "../../wire/request-pace.ts"
import { CoinbasePace } from "./coinbase-pace.ts"
import { products } from "./rest-answers.fixture.ts"

const [bitcoin, ether] = paperInstruments(COINBASE)
if (bitcoin === undefined || ether === undefined) throw new Error("nothing is listed")
const recorded = products[0]?.[1]
const status = (over: Readonly<Record<string, unknown>>, rules = {}): TradingStatus =>
  statusOf(Schema.decodeUnknownSync(ProductAnswer)({ ...recorded, ...over }), { ...bitcoin, ...rules })

describe("what Coinbase takes", () => {
  it("follows from a product's flags, the narrowest first; those that lack are none", () => {
    assert.strictEqual(status({}).takes, "ALL")
    const { cancel_only: _, limit_only: __, ...older } = { ...recorded } as Record<string, unknown>
    assert.strictEqual(statusOf(Schema.decodeUnknownSync(ProductAnswer)(older), bitcoin).takes, "ALL")
    assert.strictEqual(status({ limit_only: null, post_only: null, status: "" }).takes, "ALL")
    for (const flag of ["is_disabled", "trading_disabled", "view_only", "cancel_only", "auction_mode"]) {
      const found = status({ [flag]: true, limit_only: true })
      assert.strictEqual(found.takes, "NONE", flag)
      assert.include(found.why, "BTC-USD")
    }
    assert.strictEqual(status({ status: "delisted" }).takes, "NONE")
    assert.strictEqual(status({ limit_only: true }).takes, "LIMIT")
    assert.strictEqual(status({ limit_only: true, post_only: true }).takes, "RESTING")
  })

  it("is nothing of a pair that is counted in other steps there than here, unless all of ours are among them", () => {
    const tick = status({ price_increment: "0.05" })
    assert.strictEqual(tick.takes, "NONE")
    assert.include(tick.why, "steps of 0.05 now")
    assert.strictEqual(status({ base_increment: "0.0000001" }).takes, "NONE")
    assert.strictEqual(status({ price_increment: "0.001" }).takes, "ALL")
    assert.strictEqual(status({ price_increment: "0.05" }, { tickSize: Decimal.make("0.1") }).takes, "ALL")
  })

  it.effect("is asked each hour, each minute while one takes less; what can't be asked stays as it was", () =>
    Effect.gen(function* () {
      const coinbase = yield* coinbaseStandIn
      const heard: Array<ReadonlyMap<Symbol, Look>> = []
      const heardAt: Array<number> = []
      const { looks = () => Stream.die("it never says") } = coinbaseVenue(coinbase)
      const wanted = yield* wantedOf([bitcoin, ether])
      const set = (over: object) =>
        coinbase.ways.products.set("BTC-USD", { ...coinbase.ways.products.get("BTC-USD"), ...over })
      yield* Effect.forkScoped(
        Stream.runForEach(looks(wanted), (found) =>
          Effect.map(Clock.currentTimeMillis, (at) => {
            heard.push(found)
            heardAt.push(at)
          })
        )
      )
      const times = (count: number) =>
        passUntil(
          `heard ${count} times`,
          Effect.sync(() => heard.length >= count)
        )
      const ofBitcoin = () => heard.at(-1)?.get(bitcoin.symbol)?.takes.takes
      yield* times(1)
      assert.strictEqual(heard[0]?.size, 2)
      set({ cancel_only: true })
      yield* TestClock.adjust("55 minutes")
      yield* times(2)
      assert.isAtLeast((heardAt[1] ?? 0) - (heardAt[0] ?? 0), 59 * 60_000)
      assert.strictEqual(ofBitcoin(), "NONE")
      coinbase.ways.refuses = (path) => (path.includes("BTC-USD") ? 503 : undefined)
      yield* times(3)
      assert.strictEqual(ofBitcoin(), "NONE")
      coinbase.ways.refuses = () => undefined
      set({ cancel_only: false })
      yield* times(4)
      assert.strictEqual(ofBitcoin(), "ALL")
      coinbase.ways.products.delete("BTC-USD")
      assert.lengthOf(heard, 4)
    }).pipe(Effect.scoped, Effect.provideService(CoinbasePace, new RequestPace([])))
  )
})
