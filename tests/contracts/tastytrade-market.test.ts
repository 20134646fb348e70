import { Effect, Option, Redacted, Stream } from "effect"
import { describe, expect, it } from "@effect/vitest"
import { type Instrument, marketOf } from "@tradetower/domain/market"
import type { Symbol } from "@tradetower/domain/market"
import { type Tick, wantedOf } from "@tradetower/execution"
import { Contracts, Keyring, nameOf, tastytradeVenue, tastytradeShare } from "@tradetower/execution/tastytrade"
import { standInAddresses } from "../standins/tastytrade/addresses.ts"
import { serveTastytrade } from "../standins/tastytrade/server.ts"
import { small } from "./tastytrade-bench.ts"
import { eventually } from "./place.ts"

const MINUTE = 60_000
const key = {
  refresh: Redacted.make("r1"),
  secret: Redacted.make("s1"),
  account: "5WT1",
  environment: "PAPER"
} as const
const share = tastytradeShare("BRK/B") ?? expect.fail("no share")
const many = Array.from({ length: 300 }, (_, index) => {
  const letter = (nth: number) => String.fromCodePoint(65 + (nth % 26))
  return `S${letter(Math.floor(index / 26))}${letter(index)}`
})

/** tastytrade's venue at its stand-in, with a key of an account that is open. */
const opened = Effect.gen(function* () {
  const server = yield* Effect.acquireRelease(
    Effect.promise(() => serveTastytrade({ equities: ["BRK/B", ...many], futures: [small] })),
    ({ close }) => Effect.promise(close)
  )
  server.book.add({ number: "5WT1", refresh: "r1", secret: "s1", cash: "1000" })
  const keys = new Keyring("tastytrade", nameOf)
  const venue = tastytradeVenue(standInAddresses(server.url), keys, new Contracts())
  return { ...server, keys, venue, use: keys.use(key) }
})
const heard = Effect.fnUntraced(function* (
  { venue }: Effect.Success<typeof opened>,
  instruments: ReadonlyArray<Instrument>
) {
  const wanted = yield* wantedOf(instruments)
  const ticks: Array<Tick> = []
  yield* Effect.forkScoped(Stream.runForEach(venue.prices(wanted), (tick) => Effect.sync(() => void ticks.push(tick))))
  return { ticks, wanted }
})

describe("tastytrade's prices", () => {
  it.live("are told to customers alone; what it lists is searched by name, futures by the day they end", () =>
    Effect.gen(function* () {
      const { use, venue } = yield* opened
      expect(yield* Effect.flip(venue.get(share.symbol))).toMatchObject({ retryable: true, needsUser: true })
      yield* use
      expect(Option.getOrThrow(yield* venue.get("BRK.B" as Symbol)).venueSymbol).toBe("BRK/B")
      const future = Option.getOrThrow(yield* venue.get("SM-20991218" as Symbol))
      expect(future).toMatchObject({
        venueSymbol: "/SMZ6",
        instrument: { kind: "FUTURES", assetClass: "FUTURES", tickSize: "0.25" }
      })
      expect(Option.isNone(yield* venue.get("NONE" as Symbol))).toBe(true)
      // Half days are told by the broker's list.
      const soon = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)
      const wanted = yield* wantedOf([future.instrument])
      const looked = Stream.filter(venue.looks?.(wanted) ?? Stream.empty, ({ size }) => size > 0)
      const looks = Option.getOrUndefined(yield* Stream.runHead(looked))
      const { closures = [] } = looks?.get(future.instrument.symbol)?.instrument ?? {}
      expect(closures.map(({ to }) => new Date(to).toISOString().slice(0, 10))).toEqual([soon])
      const page = { skip: 0, take: 5 }
      expect((yield* venue.find("brk/b", page)).found.map(({ venueSymbol }) => venueSymbol)).toEqual(["BRK/B"])
      expect((yield* venue.find("sm", page)).found.map(({ venueSymbol }) => venueSymbol)).toContain("/SMZ6")
    }).pipe(Effect.scoped)
  )

  it.live("come as they trade, each once, whatever order of fields the server says, also in the middle", () =>
    Effect.gen(function* () {
      const world = yield* opened
      yield* world.use
      const future = Option.getOrThrow(yield* world.venue.get("SM-20991218" as Symbol)).instrument
      const { ticks, wanted } = yield* heard(world, [share])
      yield* wanted.want(future)
      const both = eventually(
        Effect.sync(() => {
          world.quotes.trade("BRK/B", "384.04", "3")
          world.quotes.trade(small.symbol, "100.25", "2")
          return new Map(ticks.map((tick) => [tick.symbol, tick]))
        }),
        ({ size }) => size === 2
      )
      const by = yield* both
      expect(by.get(share.symbol)).toMatchObject({ price: 3_840_400, quantity: 3 })
      expect(by.get(future.symbol)).toMatchObject({ price: 401, quantity: 2 })
      world.book.faults = { ...world.book.faults, changeFields: true }
      world.quotes.trade("BRK/B", "385", "4")
      yield* eventually(
        Effect.sync(() => ticks.filter(({ price }) => Number(price) === 3_850_000)),
        ([tick]) => Number(tick?.quantity) === 4
      )
      const prices = ticks.filter(({ symbol }) => symbol === share.symbol)
      // Each trade once: none that was told again, or had no price.
      expect(new Set(prices.map(({ price }) => Number(price)))).toEqual(new Set([3_840_400, 3_850_000]))
      expect(prices.filter(({ price }) => Number(price) === 3_850_000)).toHaveLength(1)
      expect(world.venue.feedOf?.(share)).toBeUndefined()
    }).pipe(Effect.scoped)
  )

  it.live("that are late are said to be, and more than 250 are asked for in parts", () =>
    Effect.gen(function* () {
      const world = yield* opened
      world.book.faults = { ...world.book.faults, delayedQuotes: true }
      yield* world.use
      const shares = many.flatMap((name) => tastytradeShare(name) ?? [])
      const { ticks } = yield* heard(world, shares)
      const last = many.at(-1) ?? ""
      const tick = yield* eventually(
        Effect.sync(() => {
          world.quotes.trade(last, "10", "1")
          return ticks[0]
        }),
        (one) => one !== undefined
      )
      expect(Date.now() - (tick?.at ?? 0)).toBeGreaterThan(14 * MINUTE)
      expect(world.venue.feedOf?.(share)).toEqual({ _tag: "DELAYED", minutes: 15 })
      expect(world.quotes.largest).toBe(250)
    }).pipe(Effect.scoped)
  )

  it.live("of before come as a snapshot, sorted, without what is asked for no more", () =>
    Effect.gen(function* () {
      const world = yield* opened
      yield* world.use
      const future = Option.getOrThrow(yield* world.venue.get("SM-20991218" as Symbol)).instrument
      const begins = Math.floor(Date.now() / MINUTE) * MINUTE - 10 * MINUTE
      world.quotes.candles.set(
        small.streamer,
        [0, 1, 2, 5].map((nth) => ({
          at: begins + nth * MINUTE,
          open: 100,
          high: 101.25,
          low: 99.5,
          close: 100.5 + nth / 4,
          volume: 7
        }))
      )
      const candles = yield* world.venue.candles(future, begins, begins + 3 * MINUTE)
      const price = (text: string) => marketOf(future).price(text)
      expect(candles).toMatchObject([
        { at: begins, open: price("100"), high: price("101.25"), low: price("99.5"), close: price("100.5"), volume: 7 },
        { at: begins + MINUTE, close: price("100.75") },
        { at: begins + 2 * MINUTE, close: price("101") }
      ])
      expect(yield* world.venue.candles(share, begins, begins + MINUTE)).toEqual([])
    }).pipe(Effect.scoped)
  )

  it.live("are at no host but the broker's own", () =>
    Effect.gen(function* () {
      const world = yield* opened
      const at = { ...standInAddresses(world.url), quotes: "dxfeed.com" }
      const venue = tastytradeVenue(at, world.keys, new Contracts())
      yield* world.use
      const wanted = yield* wantedOf([share])
      expect(yield* Effect.flip(Stream.runDrain(venue.prices(wanted)))).toMatchObject({
        retryable: false,
        message: "tastytrade's prices are at another host than its own"
      })
    }).pipe(Effect.scoped)
  )
})
