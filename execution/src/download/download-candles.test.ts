import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Option } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { marketOf, Symbol, VenueId } from "@tradetower/domain/market"
import {
  Backtests,
  candleSetId,
  CandleSets,
  catalogueEntry,
  type DownloadRecord,
  historyArchive,
  marketArchive,
  readCandles,
  Store
} from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { coinbaseStandIn } from "../venues/coinbase/coinbase.fixture.ts"
import { CoinbasePace } from "../venues/coinbase/coinbase-pace.ts"
import { RequestPace } from "../wire/request-pace.ts"
import { binanceSymbol, exchangesStandIn } from "../venues/ccxt/ccxt.fixture.ts"
import { publicVenues, type Venues } from "../venues/public-venues.ts"
import { passUntil, until } from "../passing-time.fixture.ts"
import { coinbaseVenue } from "../venues/coinbase/coinbase-venue.ts"
import { downloadCandles } from "./download-candles.ts"

const tenantId = TenantId.make("ada")
const PAGE_MS = 300 * 60_000
const from = Math.floor(Date.UTC(2025, 2, 31, 20) / PAGE_MS) * PAGE_MS
const job = (id: string, to: number, over: Partial<DownloadRecord> = {}): DownloadRecord => ({
  id,
  tenantId,
  kind: "DOWNLOAD",
  createdAt: 0,
  state: "QUEUED",
  progress: 0,
  cancelRequested: false,
  symbol: Symbol.make("BTC-USD"),
  from,
  to,
  reached: from,
  candles: 0,
  ...over
})

/** Nobody waits for a turn here. */
const inPlatform = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(
    Effect.scoped,
    Effect.provideService(CoinbasePace, new RequestPace([])),
    Effect.provide(embeddedPlatformForTests())
  )
const venuesAt = ({ rest }: { readonly rest: string }): Venues["Service"] => {
  const venue = coinbaseVenue({ rest, feed: "" })
  return new Map([[venue.id, venue]])
}
const begin = (record: DownloadRecord) => Effect.flatMap(Store, (store) => store.create(Backtests, record))
const found = (id: string) =>
  Effect.flatMap(Store, (store) => Effect.map(store.read(Backtests, { tenantId }, id), Option.getOrThrow)).pipe(
    Effect.map(({ value }) => value as DownloadRecord)
  )
const there = catalogueEntry(historyArchive, Symbol.make("BTC-USD"), "1m")
/** Binance's steps, ten times as coarse. */
const coarse = [
  { filterType: "PRICE_FILTER", minPrice: "0.0000001", maxPrice: "1000", tickSize: "0.00000010" },
  { filterType: "LOT_SIZE", minQty: "10", maxQty: "92141578", stepSize: "10.00" }
]
const pages = (asked: ReadonlyArray<string>) => asked.filter((url) => url.includes("/candles?")).length

describe("a download of candles", () => {
  it.live("comes page by page, over the end of a month, and is noted as done", () =>
    Effect.gen(function* () {
      const coinbase = yield* coinbaseStandIn
      yield* begin(job("a", from + 2.5 * PAGE_MS))
      assert.isFalse(yield* downloadCandles(venuesAt(coinbase), { tenantId, id: "a", part: 0 }))
      const done = yield* found("a")
      assert.strictEqual(done.state, "DONE")
      assert.strictEqual(done.progress, 1)
      assert.strictEqual(pages(coinbase.asked), 3)
      const entry = Option.getOrThrow(yield* there)
      assert.strictEqual(entry.from, from)
      assert.strictEqual(entry.gaps.length, 0)
      assert.strictEqual(entry.count, done.candles)
    }).pipe(inPlatform)
  )

  it.live("comes from whichever venue is named, in the steps that what came before is counted in", () =>
    Effect.gen(function* () {
      const exchanges = yield* exchangesStandIn
      const venues = yield* publicVenues({ ccxt: exchanges.instead })
      const symbol = Symbol.make("PEPE-USDT")
      const binance = { venue: VenueId.make("ccxt:binance"), symbol }
      const archive = marketArchive(binance.venue)
      const counted = Effect.gen(function* () {
        const set = yield* Effect.flatMap(Store, (store) =>
          store.read(CandleSets, { archive }, candleSetId(symbol, "1m"))
        )
        const { instrument } = Option.getOrThrow(set).value
        const [last] = (yield* readCandles(archive, symbol, from, from + 4 * PAGE_MS)).toReversed()
        return `${last === undefined ? "" : marketOf(instrument).priceText(last.close)} in ${instrument.tickSize}`
      })
      yield* begin(job("a", from + PAGE_MS, binance))
      assert.isFalse(yield* downloadCandles(venues, { tenantId, id: "a", part: 0 }))
      assert.strictEqual((yield* found("a")).state, "DONE")
      assert.strictEqual((yield* found("a")).candles, 300)
      assert.strictEqual(yield* counted, "0.00000412 in 0.00000001")
      exchanges.ways.symbols.splice(0, 1, binanceSymbol("PEPE", "USDT", { filters: coarse }))
      const later = yield* publicVenues({ ccxt: exchanges.instead })
      yield* begin(job("b", from + 2 * PAGE_MS, { ...binance, reached: from + PAGE_MS }))
      yield* downloadCandles(later, { tenantId, id: "b", part: 0 })
      assert.strictEqual(yield* counted, "0.00000412 in 0.00000001")
      yield* begin(job("c", from + PAGE_MS, { venue: VenueId.make("ccxt:mtgox") }))
      yield* downloadCandles(venues, { tenantId, id: "c", part: 0 })
      assert.strictEqual((yield* found("c")).failure, "Nothing is downloaded from ccxt:mtgox here.")
    }).pipe(inPlatform)
  )

  it.live("goes on where it was, and asks for nothing an earlier one fetched", () =>
    Effect.gen(function* () {
      const coinbase = yield* coinbaseStandIn
      yield* begin(job("a", from + 3 * PAGE_MS))
      yield* downloadCandles(venuesAt(coinbase), { tenantId, id: "a", part: 0 })
      const before = pages(coinbase.asked)
      yield* begin(job("b", from + 5 * PAGE_MS, { reached: from + PAGE_MS, state: "RUNNING" }))
      yield* downloadCandles(venuesAt(coinbase), { tenantId, id: "b", part: 0 })
      // The second is known; the third is the last there was, which may not be whole.
      assert.strictEqual(pages(coinbase.asked) - before, 3)
      assert.strictEqual(Option.getOrThrow(yield* there).count, 1500)
      yield* downloadCandles(venuesAt(coinbase), { tenantId, id: "b", part: 0 })
      assert.strictEqual(pages(coinbase.asked) - before, 3)
    }).pipe(inPlatform)
  )

  it.effect("goes on over any outage, saying meanwhile why it waits", () =>
    Effect.gen(function* () {
      const coinbase = yield* coinbaseStandIn
      coinbase.ways.refuses = () => "CUT"
      yield* begin(job("a", from + PAGE_MS))
      const stint = downloadCandles(venuesAt(coinbase), { tenantId, id: "a", part: 0 })
      const going = yield* Effect.forkScoped(Effect.repeat(stint, { while: (more) => more }))
      yield* passUntil(
        "it waits",
        Effect.map(found("a"), ({ waiting }) => waiting?.includes("can't be reached") === true)
      )
      coinbase.refuseWith.push("HTML_200", "HTML_502")
      coinbase.ways.refuses = () => undefined
      yield* passUntil(
        "it has come",
        Effect.map(found("a"), ({ state }) => state === "DONE")
      )
      assert.isFalse(yield* Fiber.join(going))
      assert.notProperty(yield* found("a"), "waiting")
    }).pipe(inPlatform)
  )

  it.effect("is left to a next message after a while, not failed, where nobody is there", () =>
    Effect.gen(function* () {
      yield* begin(job("a", from + PAGE_MS))
      const going = yield* Effect.forkScoped(
        downloadCandles(venuesAt({ rest: "http://127.0.0.1:9" }), { tenantId, id: "a", part: 0 })
      )
      yield* passUntil(
        "the stint is over",
        Effect.sync(() => going.pollUnsafe() !== undefined)
      )
      assert.isTrue(yield* Fiber.join(going))
      const waiting = yield* found("a")
      assert.strictEqual(waiting.state, "RUNNING")
      assert.include(waiting.waiting, "check this machine's connection")
    }).pipe(inPlatform)
  )

  it.live("has one worker, the newest: another stops, and a message that comes late does nothing", () =>
    Effect.gen(function* () {
      const coinbase = yield* coinbaseStandIn
      coinbase.ways.latency = () => 5
      yield* begin(job("a", from + 12 * PAGE_MS))
      const two = [0, 0].map((part) => downloadCandles(venuesAt(coinbase), { tenantId, id: "a", part }))
      assert.deepStrictEqual(yield* Effect.all(two, { concurrency: 2 }), [false, false])
      assert.isAtMost(pages(coinbase.asked), 13)
      assert.strictEqual((yield* found("a")).state, "DONE")
      yield* begin(job("b", from + 14 * PAGE_MS, { part: 3, state: "RUNNING", reached: from + 12 * PAGE_MS }))
      const before = pages(coinbase.asked)
      assert.isFalse(yield* downloadCandles(venuesAt(coinbase), { tenantId, id: "b", part: 2 }))
      assert.strictEqual(pages(coinbase.asked), before)
    }).pipe(inPlatform)
  )

  it.live("tells how long the rest will take", () =>
    Effect.gen(function* () {
      const coinbase = yield* coinbaseStandIn
      coinbase.ways.latency = () => 20
      yield* begin(job("a", from + 20 * PAGE_MS))
      yield* Effect.forkScoped(downloadCandles(venuesAt(coinbase), { tenantId, id: "a", part: 0 }))
      yield* until(
        "it says",
        Effect.map(found("a"), ({ remaining }) => (remaining ?? 0) > 0)
      )
    }).pipe(inPlatform)
  )

  it.live("stops when it is cancelled, and fails in a sentence when it can't succeed", () =>
    Effect.gen(function* () {
      const coinbase = yield* coinbaseStandIn
      yield* begin(job("b", from + 9 * PAGE_MS, { cancelRequested: true, state: "RUNNING" }))
      yield* downloadCandles(venuesAt(coinbase), { tenantId, id: "b", part: 0 })
      assert.strictEqual((yield* found("b")).state, "CANCELLED")
      coinbase.ways.products.delete("BTC-USD")
      yield* begin(job("c", from + 9 * PAGE_MS))
      yield* downloadCandles(venuesAt(coinbase), { tenantId, id: "c", part: 0 })
      const failed = yield* found("c")
      assert.strictEqual(failed.state, "FAILED")
      assert.strictEqual(failed.failure, "Coinbase has no pair BTC-USD: search for one that it lists.")
    }).pipe(inPlatform)
  )
})
