import { assert, describe, it } from "@effect/vitest"
import { type Duration, Effect, Option, Queue, Stream, SubscriptionRef } from "effect"
import { TestClock } from "effect/testing"
import { type Instrument, type Market, marketOf, Symbol } from "@tradetower/domain/market"
import { Markets, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { instrument, lots, price } from "../execution.fixture.ts"
import { ExchangeUnavailable } from "../exchange.ts"
import type { Tick, Wanted } from "../venues/venue.ts"
import { SIMULATED } from "../venues/venue-ids.ts"
import type { Watch } from "../watch/watch.ts"
import { runFeed } from "./feed.ts"
import type { For } from "./needs.ts"
import { quietVenue } from "../venues/venue.fixture.ts"
import { pass, passUntil } from "../passing-time.fixture.ts"

const noon = Date.UTC(2026, 10, 22, 12)
const SOL = Symbol.make("SOL-USD")
const ADA = Symbol.make("ADA-USD")

/** A venue that lists whatever it is asked for, and who needs what of it. */
const worldOf = Effect.fnUntraced(function* (most: number, fixed: ReadonlyArray<Instrument> = []) {
  yield* TestClock.setTime(noon)
  const ticks = yield* Queue.make<Tick, ExchangeUnavailable>()
  let wanted: Wanted | undefined
  const needs = yield* SubscriptionRef.make<ReadonlyMap<Symbol, For>>(new Map())
  const asked: Array<string> = []
  const said: Array<string> = []
  const forgotten: Array<string> = []
  let looked = 0
  let failure: ExchangeUnavailable | undefined
  let answersWithin: Duration.Input = 0
  const data = quietVenue(fixed, {
    name: "Kraken",
    source: "LIVE",
    note: "last prices",
    sampled: true,
    lists: ["CRYPTO"],
    onDemand: { most },
    get: (symbol) =>
      Effect.suspend(() => {
        asked.push(symbol)
        const found: Instrument = { ...instrument, symbol }
        const answer =
          failure === undefined
            ? Effect.succeed(Option.some({ instrument: found, venueSymbol: symbol }))
            : Effect.fail(failure)
        return Effect.delay(answer, answersWithin)
      }),
    prices: (of) => {
      wanted = of
      return Stream.fromQueue(ticks)
    }
  })
  const watch: Watch = {
    price: (_, symbol, at) => void said.push(`${symbol} ${marketOf(instrument).priceText(at)}`),
    candle: () => {},
    interrupted: () => {},
    candlesClosed: () => {},
    connection: (_, connected, why) => Effect.sync(() => void said.push(connected ? "restored" : `lost: ${why}`)),
    trading: () => Effect.void,
    follow: (market: Market) => Effect.sync(() => void said.push(`follow ${market.instrument.symbol}`)),
    letGo: (_, symbol) => void said.push(`let go ${symbol}`),
    revised: () => Effect.void,
    size: () => 0
  }
  const begin = runFeed(
    data,
    watch,
    {
      of: () => SubscriptionRef.changes(needs),
      refuse: (_, symbol, { message }) => Effect.sync(() => void said.push(`${symbol}: ${message}`)),
      forget: (_, symbol) => Effect.sync(() => void forgotten.push(symbol))
    },
    {
      looked: () => Effect.sync(() => void (looked += 1)),
      refused: (_, why) => Effect.sync(() => void said.push(`refused: ${why}`))
    }
  )
  return {
    asked,
    begin,
    looked: () => looked,
    forgotten,
    said,
    wanted: Effect.sync(() => [...(wanted?.now().keys() ?? [])]),
    need: (all: ReadonlyArray<readonly [Symbol, For]>) =>
      Effect.andThen(SubscriptionRef.set(needs, new Map(all)), pass(1)),
    answersWithin: (time: Duration.Input) => void (answersWithin = time),
    failsWith: (error: ExchangeUnavailable | undefined) => void (failure = error),
    endsWith: (error: ExchangeUnavailable) => Queue.fail(ticks, error),
    trade: (symbol: Symbol, text: string) =>
      Effect.andThen(Queue.offer(ticks, { symbol, price: price(text), at: noon, quantity: lots("0") }), pass(1))
  }
})
const recordOf = (symbol: Symbol) =>
  Effect.flatMap(Store, (store) => Effect.map(store.read(Markets, { venue: SIMULATED }, symbol), Option.getOrUndefined))

describe("what a venue lists beside what is always there", () => {
  it.effect("EXEC-24 is followed once somebody needs it, and let go when nobody does", () =>
    Effect.gen(function* () {
      const world = yield* worldOf(2)
      yield* world.begin
      assert.deepStrictEqual(world.asked, [])
      assert.strictEqual(world.looked(), 1, "nobody needs its prices, so that none are looked for")
      yield* world.need([[SOL, "PAGE"]])
      yield* passUntil(
        "followed",
        Effect.map(world.wanted, (all) => all.length === 1)
      )
      yield* world.trade(SOL, "150")
      yield* passUntil(
        "its record",
        Effect.map(recordOf(SOL), (record) => record?.value.lastPrice === "150")
      )
      assert.include((yield* recordOf(SOL))?.value, { followed: true, onDemand: true, connected: true })
      assert.deepStrictEqual(world.said.slice(0, 2), ["follow SOL-USD", "SOL-USD 150"])
      yield* world.need([])
      yield* passUntil(
        "its record rests",
        Effect.map(recordOf(SOL), (record) => record?.value.followed === undefined)
      )
      assert.deepStrictEqual(yield* world.wanted, [])
      const rests = (yield* recordOf(SOL))?.value
      assert.deepStrictEqual([rests?.connected, rests?.lastPrice as string | undefined], [false, "150"])
      assert.include(world.said, "let go SOL-USD")
      yield* world.trade(SOL, "151")
      assert.notInclude(world.said, "SOL-USD 151")
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )

  it.effect(
    "EXEC-24 is no matter of what is always there, whoever needs it: a perpetual's venue has none to follow",
    () =>
      Effect.gen(function* () {
        const world = yield* worldOf(2, [{ ...instrument, symbol: SOL }])
        yield* world.begin
        yield* world.trade(SOL, "150")
        yield* world.need([[SOL, "BOT"]])
        yield* world.need([
          [SOL, "BOT"],
          [ADA, "PAGE"]
        ])
        yield* passUntil(
          "the other is followed",
          Effect.map(world.wanted, (all) => all.length > 1)
        )
        assert.deepStrictEqual([world.asked, yield* world.wanted], [[ADA], [SOL, ADA]])
        yield* world.need([])
        yield* pass(2)
        assert.deepStrictEqual(
          world.said.filter((one) => one.includes("SOL") && !one.includes("150")),
          ["follow SOL-USD"]
        )
      }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )

  it.effect(
    "EXEC-24 is followed as soon as it can be had, and whoever asks hears meanwhile why not; what is not listed is asked for now and then, for it may be since",
    () =>
      Effect.gen(function* () {
        const world = yield* worldOf(2)
        yield* world.begin
        world.failsWith(new ExchangeUnavailable({ message: "Kraken can't be reached", retryable: true }))
        yield* world.need([[SOL, "BOT"]])
        assert.include(world.said, "SOL-USD: Kraken can't be reached")
        world.failsWith(undefined)
        yield* passUntil(
          "followed",
          Effect.map(world.wanted, (all) => all.length === 1)
        )
        world.failsWith(new ExchangeUnavailable({ message: "no such pair", retryable: false }))
        yield* world.need([
          [SOL, "BOT"],
          [ADA, "PAGE"]
        ])
        yield* pass(10)
        assert.strictEqual(world.asked.filter((symbol) => symbol === ADA).length, 1)
        assert.include(world.said, "ADA-USD: no such pair")
        yield* pass(295)
        assert.strictEqual(world.asked.filter((symbol) => symbol === ADA).length, 2)
        world.failsWith(undefined)
        yield* passUntil(
          "listed since",
          Effect.map(world.wanted, (all) => all.length === 2)
        )
        assert.include(world.forgotten, ADA)
      }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("EXEC-24 is tried again after longer and longer while its venue can't be asked", () =>
    Effect.gen(function* () {
      const world = yield* worldOf(2)
      yield* world.begin
      world.failsWith(new ExchangeUnavailable({ message: "Kraken can't be reached", retryable: true }))
      yield* world.need([[SOL, "BOT"]])
      yield* pass(130)
      // After 2, 4, 8, 16, 32 and 60 seconds.
      assert.strictEqual(world.asked.length, 7)
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("EXEC-25 is so many for pages at the most, also while one is still looked for", () =>
    Effect.gen(function* () {
      const world = yield* worldOf(1)
      world.answersWithin("3 seconds")
      yield* world.begin
      yield* world.need([
        [SOL, "PAGE"],
        [ADA, "PAGE"]
      ])
      yield* passUntil(
        "one is refused",
        Effect.sync(() => world.said.some((line) => line.includes("is followed on 1 pairs already")))
      )
      yield* passUntil(
        "the other is followed",
        Effect.map(world.wanted, (all) => all.length > 0)
      )
      assert.lengthOf(yield* world.wanted, 1)
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("EXEC-25 is so many for pages at the most; a bot that lives is never refused", () =>
    Effect.gen(function* () {
      const world = yield* worldOf(1)
      yield* world.begin
      yield* world.need([[SOL, "PAGE"]])
      yield* world.need([
        [SOL, "PAGE"],
        [ADA, "PAGE"]
      ])
      assert.include(
        world.said,
        "ADA-USD: Kraken is followed on 1 pairs already, the most at a time: close a page or stop a bot there"
      )
      assert.deepStrictEqual(yield* world.wanted, [SOL])
      yield* world.need([
        [SOL, "PAGE"],
        [ADA, "BOT"]
      ])
      yield* passUntil(
        "both",
        Effect.map(world.wanted, (all) => all.length === 2)
      )
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("EXEC-26 is not asked for again where that can't help, and everybody hears why", () =>
    Effect.gen(function* () {
      const world = yield* worldOf(2)
      yield* world.begin
      yield* world.need([[SOL, "BOT"]])
      yield* world.trade(SOL, "150")
      yield* world.endsWith(new ExchangeUnavailable({ message: "it serves no such country", retryable: false }))
      yield* pass(3)
      assert.include(world.said, "refused: it serves no such country")
      assert.include(world.said, "lost: it serves no such country")
      yield* world.need([[ADA, "PAGE"]])
      assert.include(world.said, "ADA-USD: it serves no such country")
      assert.notInclude(world.asked, ADA)
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )

  it.effect("is left as followed by a process that was killed, and is not before it is needed again", () =>
    Effect.gen(function* () {
      const world = yield* worldOf(2)
      const store = yield* Store
      const left = { ...instrument, symbol: SOL }
      yield* store.upsert(Markets, {
        id: SOL,
        venue: SIMULATED,
        instrument: left,
        followed: true,
        onDemand: true,
        source: "LIVE",
        connected: true,
        note: ""
      })
      yield* world.begin
      assert.isUndefined((yield* recordOf(SOL))?.value.followed)
      assert.deepStrictEqual(world.asked, [])
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )
})
