import { Effect, Fiber, Option, Redacted, Stream } from "effect"
import { describe, expect, it } from "@effect/vitest"
import { type Instrument, marketOf, type Symbol } from "@tradetower/domain/market"
import { type Tick, wantedOf } from "@tradetower/execution"
import { alpacaInstrument, alpacaVenue, openKeys } from "@tradetower/execution/alpaca"
import { standInAddresses } from "../standins/alpaca/addresses.ts"
import { serveAlpaca } from "../standins/alpaca/server.ts"
import { eventually } from "./place.ts"

const assets = [
  ...Array.from({ length: 32 }, (_, index) => ({
    symbol: `S${String.fromCodePoint(65 + (index % 26))}${index < 26 ? "A" : "B"}`,
    class: "us_equity" as const,
    name: "A stock",
    minimum: "0"
  })),
  { symbol: "BTC/USD", class: "crypto" as const, name: "A coin", minimum: "0.00001" }
]
const required = (symbol: string): Instrument => alpacaInstrument(symbol, undefined) ?? expect.fail(symbol)
const stock = required("SAA")
const coin = required("BTC/USD")
const key = { id: Redacted.make("PK1"), secret: Redacted.make("s1") }

/** Alpaca's venue at its stand-in, with a key of an account that is open. */
const opened = Effect.gen(function* () {
  const server = yield* Effect.acquireRelease(
    Effect.promise(() => serveAlpaca({ assets })),
    ({ close }) => Effect.promise(close)
  )
  server.book.add({ key: "PK1", secret: "s1", number: "PA1", environment: "paper", cash: "1000" })
  const keys = openKeys()
  const venue = alpacaVenue(standInAddresses(server.url), keys)
  return { ...server, keys, venue, use: keys.use({ key, environment: "PAPER" }) }
})
/** What is heard of these, and which of them are said not to come. */
const heard = Effect.fnUntraced(function* (
  { venue }: Effect.Success<typeof opened>,
  instruments: ReadonlyArray<Instrument>
) {
  let silent: Effect.Effect<ReadonlyMap<Symbol, string>> = Effect.succeed(new Map())
  const wanted = yield* wantedOf(instruments, { unheard: (ask) => void (silent = ask) })
  const ticks: Array<Tick> = []
  const fiber = yield* Effect.forkScoped(
    Stream.runForEach(venue.prices(wanted), (tick) => Effect.sync(() => void ticks.push(tick)))
  )
  return { ticks, wanted, silent: Effect.suspend(() => silent), fiber }
})

describe("Alpaca's prices", () => {
  it.live("are told to customers alone, who hears so before an account is there", () =>
    Effect.gen(function* () {
      const world = yield* opened
      expect(yield* Effect.flip(world.venue.get(coin.symbol))).toMatchObject({ retryable: true, needsUser: true })
      yield* world.use
      expect(Option.getOrThrow(yield* world.venue.get(coin.symbol))).toMatchObject({
        venueSymbol: "BTC/USD",
        instrument: { symbol: "BTC-USD", minQuantity: "0.00001" }
      })
      expect(Option.isNone(yield* world.venue.get("NONE" as Symbol))).toBe(true)
      const { found } = yield* world.venue.find("saa", { skip: 0, take: 5 })
      expect(found.map(({ instrument }) => instrument.symbol)).toEqual(["SAA"])
    })
  )

  for (const pays of [false, true])
    it.live(
      `come of shares from ${pays ? "the whole market" : "IEX alone, and that is said"}, and of coins beside them`,
      () =>
        Effect.gen(function* () {
          const world = yield* opened
          world.data.pays = pays
          yield* world.use
          const { ticks, wanted } = yield* heard(world, [stock])
          yield* wanted.want(coin)
          const told = eventually(
            Effect.sync(() => {
              world.data.trade("SAA", "61.24", "3")
              world.data.trade("BTC/USD", "92000.5", "0.25")
              return new Map(ticks.map((tick) => [tick.symbol, tick]))
            }),
            ({ size }) => size === 2
          )
          const by = yield* told
          expect(by.get(stock.symbol)).toMatchObject({ price: 612_400, quantity: 3 })
          expect(by.get(coin.symbol)).toMatchObject({ quantity: 250_000_000 })
          expect(world.venue.feedOf?.(stock)).toEqual(pays ? undefined : { _tag: "PARTIAL", exchange: "IEX" })
          expect(world.venue.feedOf?.(coin)).toBeUndefined()
        })
    )

  it.live("are the whole market's of a quarter of an hour ago where the plan has no others, which is said", () =>
    Effect.gen(function* () {
      const world = yield* opened
      world.data.hasIex = false
      yield* world.use
      const first = yield* heard(world, [stock])
      expect(yield* Effect.flip(Fiber.join(first.fiber))).toMatchObject({ retryable: true })
      const { ticks } = yield* heard(world, [stock])
      yield* eventually(
        Effect.sync(() => {
          world.data.trade("SAA", "61.24", "3")
          return ticks.length
        }),
        (count) => count > 0
      )
      expect(world.venue.feedOf?.(stock)).toEqual({ _tag: "DELAYED", minutes: 15 })
      // So are its candles: what is younger costs.
      const minute = Math.floor(Date.now() / 60_000) * 60_000
      const bar = (ago: number) => {
        const t = new Date(minute - ago * 60_000).toISOString().replace(".000", "")
        return { t, o: "61", h: "61", l: "61", c: "61", v: "1", n: 1, vw: "61" }
      }
      world.data.bars.set("SAA", [bar(20), bar(10)])
      const candles = yield* world.venue.candles(stock, minute - 30 * 60_000, minute)
      expect(candles.filter(({ volume }) => volume > 0).map(({ at }) => at)).toEqual([minute - 20 * 60_000])
      expect(candles.every(({ at }) => at < minute - 14 * 60_000)).toBe(true)
    })
  )

  it.live("of more than 30 symbols leave some out, which is said of those", () =>
    Effect.gen(function* () {
      const world = yield* opened
      yield* world.use
      const all = assets.filter((one) => one.class === "us_equity").map(({ symbol }) => required(symbol))
      const { silent } = yield* heard(world, all)
      const left = yield* eventually(silent, ({ size }) => size === 2)
      expect([...left.values()][0]).toContain("30 symbols at a time")
    })
  )

  it.live("are asked for with another account's key where one is not taken any more", () =>
    Effect.gen(function* () {
      const world = yield* opened
      world.book.add({ key: "PK2", secret: "s2", number: "PA2", environment: "paper", cash: "1000" })
      yield* world.keys.use({ key: { id: Redacted.make("PK9"), secret: Redacted.make("s9") }, environment: "PAPER" })
      yield* world.keys.use({ key: { id: Redacted.make("PK2"), secret: Redacted.make("s2") }, environment: "PAPER" })
      const first = yield* heard(world, [coin])
      expect(yield* Effect.flip(Fiber.join(first.fiber))).toMatchObject({ retryable: true })
      const { ticks } = yield* heard(world, [coin])
      yield* eventually(
        Effect.sync(() => {
          world.data.trade("BTC/USD", "92000", "1")
          return ticks.length
        }),
        (count) => count > 0
      )
    })
  )

  it.live("end with the connection, and are asked for again by whoever follows them", () =>
    Effect.gen(function* () {
      const world = yield* opened
      yield* world.use
      const { fiber, ticks } = yield* heard(world, [coin])
      yield* eventually(
        Effect.sync(() => {
          world.data.trade("BTC/USD", "92000", "1")
          return ticks.length
        }),
        (count) => count > 0
      )
      world.cutStreams()
      expect(yield* Effect.flip(Fiber.join(fiber))).toMatchObject({ retryable: true, cause: "NETWORK" })
    })
  )

  it.live("of the past are asked page by page, in the steps they are counted in", () =>
    Effect.gen(function* () {
      const world = yield* opened
      yield* world.use
      const at = Date.parse("2026-11-27T15:00:00Z")
      const bar = (minute: number, price: string) => ({
        t: new Date(at + minute * 60_000).toISOString().replace(".000", ""),
        o: price,
        h: price,
        l: price,
        c: price,
        v: "2.5",
        n: 1,
        vw: price
      })
      world.data.bars.set("BTC/USD", [bar(0, "92000.5"), bar(2, "92001.25"), bar(9, "1")])
      const candles = yield* world.venue.candles(coin, at, at + 4 * 60_000)
      const { priceText } = marketOf(coin)
      expect(candles.map(({ close, volume }) => [priceText(close), Number(volume)])).toEqual([
        ["92000.5", 2_500_000_000],
        ["92000.5", 0],
        ["92001.25", 2_500_000_000],
        ["92001.25", 0]
      ])
    })
  )

  it.live("an asset that takes no orders now says why", () =>
    Effect.gen(function* () {
      const world = yield* opened
      yield* world.use
      world.book.faults = { ...world.book.faults, halted: ["SAA"] }
      const { wanted } = yield* heard(world, [stock])
      const looks = world.venue.looks?.(wanted) ?? Stream.empty
      const told = yield* Stream.runHead(Stream.filter(looks, ({ size }) => size > 0))
      expect(Option.getOrThrow(told).get(stock.symbol)?.takes).toMatchObject({ takes: "NONE" })
    })
  )

  it.live("a stock whose trading is stopped takes no orders until it goes on, or is seen to trade", () =>
    Effect.gen(function* () {
      const world = yield* opened
      yield* world.use
      const { wanted } = yield* heard(world, [stock])
      const stood: Array<string> = []
      yield* Effect.forkScoped(
        Stream.runForEach(world.venue.looks?.(wanted) ?? Stream.empty, (all) =>
          Effect.sync(() => {
            const takes = all.get(stock.symbol)?.takes
            if (takes !== undefined) stood.push(takes.why === "" ? takes.takes : takes.why)
          })
        )
      )
      const stands = (what: string, count: number) =>
        eventually(
          Effect.sync(() => stood.filter((one) => one.includes(what)).length),
          (found) => found >= count
        )
      const stopped =
        "trading in SAA is paused by its exchange, for five minutes or more: its price ran to the limit up or down of what it may move at once"
      yield* stands("ALL", 1)
      yield* eventually(
        Effect.sync(() => world.data.isFollowed("SAA")),
        Boolean
      )
      world.data.halt("SAA", true)
      yield* stands(stopped, 1)
      world.data.halt("SAA", false)
      yield* stands("ALL", 2)
      // What says that it goes on may get lost: a trade says so, too.
      world.data.halt("SAA", true)
      yield* stands(stopped, 2)
      world.data.trade("SAA", "61.24", "3")
      yield* stands("ALL", 3)
      // Who hears nothing any more does not know.
      world.data.halt("SAA", true)
      yield* stands(stopped, 3)
      world.cutStreams()
      yield* stands("ALL", 4)
      expect(stood).toEqual(["ALL", stopped, "ALL", stopped, "ALL", stopped, "ALL"])
    })
  )
})
