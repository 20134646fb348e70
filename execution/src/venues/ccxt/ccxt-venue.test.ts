import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Option, Scope, Stream } from "effect"
import { marketOf, Symbol } from "@tradetower/domain/market"
import { binanceSymbol, exchangesStandIn, krakenPair, type Unkind } from "./ccxt.fixture.ts"
import { until } from "../../passing-time.fixture.ts"
import { wantedOf } from "../wanted-instruments.ts"
import { ccxtThread } from "./ccxt-thread.ts"
import { ccxtNameOf, ccxtVenue } from "./ccxt-venue.ts"

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const BTC = Symbol.make("BTC-USD")
const page = { skip: 0, take: 20 }

const opened = Effect.gen(function* () {
  const standIn = yield* exchangesStandIn
  const thread = yield* ccxtThread(standIn.instead)
  return { ...standIn, thread, kraken: ccxtVenue("kraken", thread), binance: ccxtVenue("binance", thread) }
})
const listedOf = (venue: ReturnType<typeof ccxtVenue>, symbol: string) =>
  Effect.map(venue.get(Symbol.make(symbol)), Option.getOrThrow)

describe("public prices through ccxt", () => {
  it("are of the exchanges that were looked at, and no others", () => {
    assert.strictEqual(ccxtNameOf("ccxt:kraken"), "kraken")
    assert.isUndefined(ccxtNameOf("ccxt:mtgox"))
    assert.isUndefined(ccxtNameOf("kraken"))
    assert.isUndefined(ccxtNameOf("ccxt:toString"))
  })

  it.live("list what is traded now, under our names, with steps, minimums and fees to the digit", () =>
    Effect.gen(function* () {
      const { binance, kraken, ways } = yield* opened
      ways.symbols.push(binanceSymbol("币", "USDT"))
      // What Kraken makes up of a market has its base and quote, and is another.
      ways.pairs.set("XBTUSD:BTNL", krakenPair("XXBT", "ZUSD", { pair_decimals: 4 }))
      const all = yield* kraken.find("", page)
      assert.deepStrictEqual(
        all.found.map(({ instrument, venueSymbol }) => `${instrument.symbol} ${venueSymbol}`),
        ["BTC-USD XXBTZUSD", "ETH-USD XETHZUSD"]
      )
      const { instrument } = yield* listedOf(kraken, "BTC-USD")
      const { base, lotSize, makerFeeRate, minNotional, minQuantity, quote, takerFeeRate, tickSize } = instrument
      assert.deepStrictEqual(
        { base, quote, tickSize, lotSize, minQuantity, minNotional, makerFeeRate, takerFeeRate } as object,
        {
          base: "BTC",
          quote: "USD",
          tickSize: "0.1",
          lotSize: "0.00000001",
          minQuantity: "0.0001",
          minNotional: "0.5",
          makerFeeRate: "0.0016",
          takerFeeRate: "0.0026"
        }
      )
      const pepe = yield* listedOf(binance, "PEPE-USDT")
      assert.strictEqual(pepe.instrument.tickSize, "0.00000001")
      assert.strictEqual(pepe.instrument.lotSize, "1")
      assert.strictEqual(pepe.instrument.minNotional, "5")
      assert.strictEqual((yield* binance.find("", page)).total, 1)
      assert.isTrue(Option.isNone(yield* binance.get(Symbol.make("LUNC-USDT"))))
    }).pipe(Effect.scoped)
  )

  it.live("are found by a text, a page at a time, and the exchange is asked for its list once", () =>
    Effect.gen(function* () {
      const { asked, kraken, ways } = yield* opened
      for (let i = 0; i < 2_000; i++) ways.pairs.set(`C${i}USD`, krakenPair(`C${i}`, "ZUSD"))
      const second = yield* kraken.find("c1", { skip: 20, take: 20 })
      assert.strictEqual(second.found.length, 20)
      assert.strictEqual(second.total, 1_111)
      assert.deepStrictEqual(yield* kraken.find("💥 -", page), { found: [], total: 0 })
      const [best] = (yield* kraken.find("eth/usd", page)).found
      assert.strictEqual(best?.instrument.symbol, "ETH-USD")
      assert.strictEqual(asked.filter((path) => path.includes("AssetPairs")).length, 1)
    }).pipe(Effect.scoped)
  )

  it.live("come for those that are asked for, in whole ticks", () =>
    Effect.gen(function* () {
      const { asked, binance, kraken } = yield* opened
      const { instrument } = yield* listedOf(kraken, "BTC-USD")
      const gone = { ...instrument, symbol: Symbol.make("GONE-USD") }
      const [tick] = yield* Stream.runCollect(Stream.take(kraken.prices(yield* wantedOf([instrument, gone])), 1))
      assert.isDefined(tick)
      assert.strictEqual(marketOf(instrument).priceText(tick.price), "91234.5")
      const prices = asked.filter((path) => path.includes("Ticker"))
      assert.deepStrictEqual(prices, ["/0/public/Ticker?pair=XXBTZUSD"])
      const { instrument: listed } = yield* listedOf(binance, "PEPE-USDT")
      const [pepe] = yield* Stream.runCollect(Stream.take(binance.prices(yield* wantedOf([listed])), 1))
      assert.strictEqual(Number(pepe?.price), 412)
    }).pipe(Effect.scoped)
  )

  it.live("have candles page by page, oldest first, each once, with the exchange's gaps", () =>
    Effect.gen(function* () {
      const { asked, binance, ways } = yield* opened
      const { instrument } = yield* listedOf(binance, "PEPE-USDT")
      const from = Math.floor(Date.now() / HOUR) * HOUR - 48 * HOUR
      const to = from + 1_500 * MINUTE
      for (const minute of [0, 999, 1_000, 1_499]) ways.gaps.add(from + minute * MINUTE)
      const candles = yield* binance.candles(instrument, from, to)
      assert.strictEqual(candles.length, 1_496)
      assert.deepStrictEqual(
        candles.map(({ at }) => at),
        [...new Set(candles.map(({ at }) => at))].sort((a, b) => a - b)
      )
      assert.deepStrictEqual([candles[0]?.at, candles.at(-1)?.at], [from + MINUTE, to - 2 * MINUTE])
      assert.deepStrictEqual(
        [candles[0]?.open, candles[0]?.high, candles[0]?.low, candles[0]?.volume].map(Number),
        [412, 413, 411, 1_234_567]
      )
      assert.strictEqual(asked.filter((path) => path.includes("klines")).length, 2)
    }).pipe(Effect.scoped)
  )

  it.live("never wait behind the past: of many pages that are asked for one at a time goes out", () =>
    Effect.gen(function* () {
      const { asked, binance, ways } = yield* opened
      const { instrument } = yield* listedOf(binance, "PEPE-USDT")
      ways.unkind.set("klines", "SILENT")
      const from = Math.floor(Date.now() / HOUR) * HOUR - 48 * HOUR
      const page = (i: number) => binance.candles(instrument, from + i * HOUR, from + (i + 1) * HOUR)
      const pages = Array.from({ length: 40 }, (_, i) => page(i))
      yield* Effect.forkScoped(Effect.all(pages, { concurrency: "unbounded" }))
      yield* Effect.yieldNow
      yield* Stream.runDrain(Stream.take(binance.prices(yield* wantedOf([instrument])), 1))
      assert.isAtMost(asked.filter((path) => path.includes("klines")).length, 1)
    }).pipe(Effect.scoped)
  )

  it.live("are refused for good where an exchange has forgotten them, and there from where it has not", () =>
    Effect.gen(function* () {
      const { kraken } = yield* opened
      const { instrument } = yield* listedOf(kraken, "BTC-USD")
      const now = Math.floor(Date.now() / MINUTE) * MINUTE
      const refused = yield* Effect.flip(kraken.candles(instrument, now - 20 * HOUR, now - 15 * HOUR))
      assert.isFalse(refused.retryable)
      assert.include(refused.message, "Kraken tells candles of the last 12 hours only")
      const late = yield* kraken.candles(instrument, now - 13 * HOUR, now)
      assert.isAtLeast(late.length, 700)
      assert.strictEqual(late.at(-1)?.at, now - MINUTE)
    }).pipe(Effect.scoped)
  )

  const failures: ReadonlyArray<readonly [string, Unkind, boolean, string]> = [
    ["no connection", "CUT", true, "Kraken can't be reached"],
    ["a page of the network's own", "HTML", true, "answers in its place"],
    ["trouble of its own", 503, true, "Kraken has trouble of its own"],
    ["too many requests", { error: ["EGeneral:Too many requests"] }, true, "flood"],
    ["maintenance", { error: ["EService:Unavailable"] }, true, "trouble of its own"],
    ["a guard at the door", 403, true, "turns this machine's address away"],
    ["a country that isn't served", 451, false, "turns this machine's address away"],
    ["a refusal", { error: ["EGeneral:Invalid arguments"] }, false, "Kraken refuses the request"],
    ["a refusal unheard of", { error: ["EFoo:Bar"] }, false, "Kraken refuses the request"],
    ["a pair that is gone", { error: ["EQuery:Unknown asset"] }, false, "has no such pair any more"],
    ["an account asked for", { error: ["EAPI:Invalid key"] }, false, "without an account"],
    ["an answer of another shape", { error: [], result: { X: { base: 5 } } }, true, "Kraken"],
    ["no markets", { error: [], result: {} }, true, "no market at all"]
  ]
  it.live("say what failed, and whether asking again may help", () =>
    Effect.gen(function* () {
      const { kraken, ways } = yield* opened
      for (const [what, unkind, retryable, words] of failures) {
        ways.unkind.set("AssetPairs", unkind)
        const failed = yield* Effect.flip(kraken.get(BTC))
        assert.strictEqual(failed.retryable, retryable, `${what}: ${failed.message}`)
        assert.include(failed.message, words, what)
        assert.notInclude(failed.message, "127.0.0.1", what)
      }
      ways.headers = { "retry-after": "7" }
      ways.unkind.set("AssetPairs", 429)
      assert.strictEqual((yield* Effect.flip(kraken.get(BTC))).retryAfter, 7_000)
      ways.unkind.clear()
      assert.isTrue(Option.isSome(yield* kraken.get(BTC)))
    }).pipe(Effect.scoped)
  )

  it.live("cost nothing until they are asked for", () =>
    Effect.gen(function* () {
      const { kraken, thread } = yield* opened
      assert.isFalse(thread.running())
      yield* kraken.get(BTC)
      assert.isTrue(thread.running())
    }).pipe(Effect.scoped)
  )

  it.live("cost nothing any more once nobody asks, and come again when somebody does", () =>
    Effect.gen(function* () {
      const standIn = yield* exchangesStandIn
      const thread = yield* ccxtThread(standIn.instead, 1)
      const kraken = ccxtVenue("kraken", thread)
      yield* kraken.get(BTC)
      yield* until(
        "the thread ends",
        Effect.sync(() => !thread.running())
      )
      assert.isTrue(Option.isSome(yield* kraken.get(BTC)))
    }).pipe(Effect.scoped)
  )

  it.live("let nobody wait for a thread that is gone", () =>
    Effect.gen(function* () {
      const { asked, instead, ways } = yield* exchangesStandIn
      ways.unkind.set("AssetPairs", "SILENT")
      const scope = yield* Scope.make()
      const kraken = ccxtVenue("kraken", yield* Scope.provide(ccxtThread(instead), scope))
      const waits = yield* Effect.forkScoped(Effect.flip(kraken.get(BTC)))
      yield* until(
        "it was asked",
        Effect.sync(() => asked.length > 0)
      )
      yield* Scope.close(scope, Exit.void)
      const failed = yield* Fiber.join(waits)
      assert.deepInclude(failed, { retryable: true })
      assert.include(failed.message, "is started again")
    }).pipe(Effect.scoped)
  )
})
