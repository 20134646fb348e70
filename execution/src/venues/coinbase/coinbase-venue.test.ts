import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Logger, Option, Stream } from "effect"
import { COINBASE } from "../venue-ids.ts"
import { Symbol } from "@tradetower/domain/market"
import { market } from "../../execution.fixture.ts"
import { until } from "../../passing-time.fixture.ts"
import { paperInstruments } from "../../brokers/paper/paper-markets.ts"
import { coinbaseTicks } from "./coinbase-ticks.ts"
import { ExchangeClock } from "../../wire/exchange-clock.ts"
import { wantedOf } from "../wanted-instruments.ts"
import { type CoinbaseAddresses, coinbaseReachable, coinbaseVenue } from "./coinbase-venue.ts"
import { RequestPace } from "../../wire/request-pace.ts"
import { CoinbasePace } from "./coinbase-pace.ts"
import { future } from "./rest-answers.fixture.ts"
import { type CoinbaseStandIn, coinbaseStandIn, trades } from "./coinbase.fixture.ts"

const MINUTE = 60_000
const BTC = Symbol.make("BTC-USD")
/** Nobody waits for a turn here. */
const unhurried = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(Effect.scoped, Effect.provideService(CoinbasePace, new RequestPace([])))
const noon = Date.UTC(2026, 10, 22, 12)
const all = ["BTC-USD", "ETH-USD", "SOL-USD"]
const listed = paperInstruments(COINBASE)
const [bitcoin] = listed
if (bitcoin === undefined) throw new Error("nothing is listed")
/** Trades of all three. */
const tradesAt = (at: CoinbaseAddresses) => Effect.map(wantedOf(listed), coinbaseVenue(at).prices)
const btc = (id: string, price: string) => ({ id, price, product: "BTC-USD", size: "0.25", time: "00:08" })

/** Both channels are subscribed to. */
const subscribed = (standIn: CoinbaseStandIn, connections = 1) =>
  until(
    "subscribed",
    Effect.sync(() => standIn.subscribed.length >= 2 * connections)
  )

describe("live prices from Coinbase", () => {
  it.live("subscribes to trades and heartbeats, and passes every trade on, oldest first", () =>
    Effect.gen(function* () {
      const standIn = yield* coinbaseStandIn
      standIn.ways.snapshot = trades("snapshot", btc("12", "91000.5"), btc("11", "90999"))
      const listening = yield* Effect.forkScoped(Stream.runCollect(Stream.take(yield* tradesAt(standIn), 3)))
      yield* subscribed(standIn)
      assert.deepStrictEqual(standIn.subscribed as unknown, [
        { type: "subscribe", product_ids: all, channel: "market_trades" },
        { type: "subscribe", product_ids: all, channel: "heartbeats" }
      ])
      standIn.say({ channel: "heartbeats", events: [{ heartbeat_counter: 1 }] })
      standIn.say({ channel: "something new", events: [] })
      standIn.say(trades("update", btc("14", "91002"), btc("13", "91001")))
      const ticks = yield* Fiber.join(listening)
      assert.deepStrictEqual(
        ticks.map(({ price, quantity }) => [market.priceText(price), market.quantityText(quantity)]),
        [
          ["91000.5", "0"],
          ["91001", "0.25"],
          ["91002", "0.25"]
        ]
      )
    }).pipe(Effect.scoped)
  )

  for (const [what, act] of [
    ["the connection breaks", (standIn: CoinbaseStandIn) => standIn.hangUp()],
    ["it is refused", (standIn: CoinbaseStandIn) => standIn.say({ type: "error", message: "rate limit exceeded" })],
    ["trades are unreadable", (standIn: CoinbaseStandIn) => standIn.say({ channel: "market_trades", events: "?" })],
    ["a message got lost", (standIn: CoinbaseStandIn) => standIn.say({ channel: "heartbeats", sequence_num: 9 })]
  ] as const)
    it.live(`fails, to be connected anew, when ${what}; in words, without a socket's code`, () =>
      Effect.gen(function* () {
        const standIn = yield* coinbaseStandIn
        const listening = yield* Effect.forkScoped(Effect.flip(Stream.runDrain(yield* tradesAt(standIn))))
        yield* subscribed(standIn)
        // Whoever connects has heard both confirmations first.
        yield* Effect.sleep("20 millis")
        act(standIn)
        const error = yield* Fiber.join(listening)
        assert.isTrue(error.retryable)
        assert.notMatch(error.message, /E[A-Z]{4,}|\b\d{4}\b|socket/)
      }).pipe(Effect.scoped)
    )

  it.live("says to each who follows it whose prices lack on their own connection", () =>
    Effect.gen(function* () {
      const standIn = yield* coinbaseStandIn
      standIn.ways.leavesOut.add("SOL-USD")
      const venue = coinbaseVenue(standIn)
      const follow = Effect.gen(function* () {
        let ask: Effect.Effect<ReadonlyMap<Symbol, string>> = Effect.succeed(new Map())
        const wanted = yield* wantedOf(listed, { unheard: (how) => void (ask = how) })
        const ticks = venue.prices(wanted)
        return {
          ticks,
          symbols: Effect.map(
            Effect.suspend(() => ask),
            (all) => [...all.keys()]
          )
        }
      })
      const [first, second] = [yield* follow, yield* follow]
      yield* Effect.forkScoped(Effect.ignore(Stream.runDrain(first.ticks)))
      yield* until(
        "the first knows",
        Effect.map(first.symbols, (all) => all.length > 0)
      )
      assert.deepStrictEqual([yield* first.symbols, yield* second.symbols], [[Symbol.make("SOL-USD")], []])
    }).pipe(Effect.scoped)
  )

  it.live("says in words that nobody is there", () =>
    Effect.gen(function* () {
      const nowhere = { rest: "http://127.0.0.1:9", feed: "ws://127.0.0.1:9" }
      const error = yield* Effect.flip(Stream.runDrain(yield* tradesAt(nowhere)))
      assert.strictEqual(error.message, "Coinbase can't be reached: check this machine's connection to the internet")
    })
  )

  it.live(
    "names a product that the confirmation leaves out, and asks for it again; the log says each thing once",
    () => {
      const said: Array<string> = []
      return Effect.gen(function* () {
        const standIn = yield* coinbaseStandIn
        standIn.ways.leavesOut.add("SOL-USD")
        const lacking = new Set<Symbol>()
        const wanted = yield* wantedOf(listed, { missed: (symbol) => void lacking.add(symbol) })
        const { ticks, unheard } = coinbaseTicks(standIn.feed, wanted, new ExchangeClock(), 50)
        let over = false
        yield* Effect.forkScoped(
          Effect.ensuring(
            Effect.ignore(Stream.runDrain(ticks)),
            Effect.sync(() => void (over = true))
          )
        )
        yield* until(
          "asked again",
          Effect.sync(() => standIn.subscribed.length > 4)
        )
        assert.deepStrictEqual([...(yield* unheard)], [[Symbol.make("SOL-USD"), "Coinbase sends no trades of SOL-USD"]])
        assert.deepStrictEqual(standIn.subscribed[2]?.product_ids, ["SOL-USD"])
        for (const id of ["20", "21"]) standIn.say(trades("update", btc(id, "a lot")))
        standIn.sayText("<html>")
        standIn.say({ type: "error", message: "over" })
        yield* until(
          "all was heard",
          Effect.sync(() => over)
        )
        assert.deepStrictEqual([...lacking], [Symbol.make("BTC-USD")])
        assert.deepStrictEqual(
          said.map((line) => line.split(":")[0]),
          ["Coinbase sends no trades of SOL-USD", "left out what Coinbase sent, unreadable"]
        )
      }).pipe(
        Effect.scoped,
        Effect.provide(Logger.layer([Logger.make(({ message }) => void said.push(String(message)))]))
      )
    }
  )

  it.live(
    "asks for trades of one more when it is wanted, over the same connection, and for none any more after that",
    () =>
      Effect.gen(function* () {
        const standIn = yield* coinbaseStandIn
        const wanted = yield* wantedOf([])
        const heard: Array<string> = []
        yield* Effect.forkScoped(
          Stream.runForEach(coinbaseVenue(standIn).prices(wanted), ({ symbol }) =>
            Effect.sync(() => void heard.push(symbol))
          )
        )
        const asked = (count: number) =>
          until(
            `asked ${count} times`,
            Effect.sync(() => standIn.subscribed.length >= count)
          )
        yield* Effect.sleep("20 millis")
        assert.strictEqual(standIn.connections(), 0)
        const [first, second] = listed
        if (first === undefined || second === undefined) return assert.fail("nothing is listed")
        yield* wanted.want(second)
        yield* asked(2)
        yield* wanted.want(first)
        yield* asked(3)
        standIn.say(trades("update", btc("13", "91001")))
        yield* until(
          "heard",
          Effect.sync(() => heard.includes(BTC))
        )
        yield* wanted.letGo(first.symbol)
        yield* asked(4)
        assert.deepStrictEqual(standIn.subscribed.slice(2) as unknown, [
          { type: "subscribe", product_ids: ["BTC-USD"], channel: "market_trades" },
          { type: "unsubscribe", product_ids: ["BTC-USD"], channel: "market_trades" }
        ])
        assert.strictEqual(standIn.connections(), 1)
      }).pipe(Effect.scoped)
  )

  it.live("lists no future of another exchange, also by its name", () =>
    Effect.gen(function* () {
      const standIn = yield* coinbaseStandIn
      standIn.ways.products.set(...future("BTC-PERP-INTX", {}, { product_venue: "INTX" }))
      standIn.ways.products.set(...future("BIP-20DEC30-CDE"))
      const { get } = coinbaseVenue(standIn)
      assert.isTrue(Option.isNone(yield* get(Symbol.make("BTC-PERP-INTX"))))
      assert.isTrue(Option.isSome(yield* get(Symbol.make("BIP-20DEC30-CDE"))))
    }).pipe(unhurried)
  )

  it.live("pages through the candles of the past, none of a minute nothing was traded in", () =>
    Effect.gen(function* () {
      const standIn = yield* coinbaseStandIn
      standIn.ways.traded = (second) => second % 600 !== 0
      const candles = yield* coinbaseVenue(standIn).candles(bitcoin, noon, noon + 700 * MINUTE)
      assert.strictEqual(candles.length, 630)
      assert.isTrue(candles.every(({ at }, index) => at > (candles[index - 1]?.at ?? 0)))
      const [first] = candles
      assert.deepStrictEqual([first?.volume, (first?.high ?? 0) - (first?.open ?? 0)], [150_000_000, 125])
      assert.strictEqual(standIn.asked.length, 3)
      assert.include(
        standIn.asked[2] ?? "",
        `start=${(noon + 600 * MINUTE) / 1000}&end=${(noon + 699 * MINUTE) / 1000}`
      )
    }).pipe(unhurried)
  )

  for (const [refusal, retryable, words] of [
    [429, true, "fewer requests"],
    ["TEXT_429", true, "fewer requests"],
    [503, true, "trouble"],
    ["HTML_502", true, "trouble"],
    ["HTML_200", true, "in its place"],
    ["CUT", true, "can't be reached"],
    [400, false, "400"],
    [404, false, "Coinbase has no pair BTC-USD"]
  ] as const)
    it.live(`says in words what ${refusal} means, and whether asking again can help`, () =>
      Effect.gen(function* () {
        const standIn = yield* coinbaseStandIn
        standIn.refuseWith.push(refusal)
        const error = yield* Effect.flip(coinbaseVenue(standIn).candles(bitcoin, noon, noon + MINUTE))
        assert.strictEqual(error.retryable, retryable)
        assert.include(error.message, words)
      }).pipe(unhurried)
    )

  it.live("can be reached when a product comes, at the second try too; a page in its place is none", () =>
    Effect.gen(function* () {
      const standIn = yield* coinbaseStandIn
      assert.isTrue(yield* coinbaseReachable(standIn))
      standIn.refuseWith.push(503)
      assert.isTrue(yield* coinbaseReachable(standIn))
      standIn.refuseWith.push("CUT", "HTML_200")
      assert.isFalse(yield* coinbaseReachable(standIn))
      standIn.ways.products.set("BTC-USD", { error: "maintenance" })
      assert.isFalse(yield* coinbaseReachable(standIn))
      assert.isFalse(yield* coinbaseReachable({ ...standIn, rest: "http://127.0.0.1:1" }))
    }).pipe(unhurried)
  )
})
