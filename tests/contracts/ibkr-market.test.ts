import { expect } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import { marketOf, type Symbol } from "@tradetower/domain/market"
import { type Tick, wantedOf } from "@tradetower/execution"
import { future, stock } from "./ibkr-bench.ts"
import { rule } from "./ibkr-rule.ts"
import { eventually } from "./place.ts"

const page = { skip: 0, take: 10 }
const MINUTE = 60_000

rule("a stock is found by its ticker, and is its contract's number from then on", (at) =>
  Effect.gen(function* () {
    expect(yield* Effect.flip(at.venue.get("KO" as Symbol))).toMatchObject({ needsUser: true })
    yield* at.open("ada")
    const { found, total } = yield* at.venue.find("ko", page)
    expect([total, found[0]?.venueSymbol, found[0]?.instrument]).toEqual([1, String(stock.conid), at.instrument])
    expect(at.instrument).toMatchObject({ contract: String(stock.conid), wholeShares: true })
    expect(Option.isNone(yield* at.venue.get("NONE" as Symbol))).toBe(true)
    expect((yield* at.venue.find("no such thing", page)).total).toBe(0)
    // Another company of the same ticker in the US: nobody can tell which is meant.
    at.server.book.stocks.push({ conid: 1, ticker: "KO", name: "ANOTHER" })
    expect(Option.isNone(yield* at.venue.get("KO" as Symbol))).toBe(true)
  })
)

rule(
  "a future is found by what it is of; its end, its hours and what the broker wants behind it are its own word",
  (at) =>
    Effect.gen(function* () {
      yield* at.heard("ada")
      const listed = Option.getOrThrow(yield* at.venue.get("SM-20991218" as Symbol))
      expect((yield* at.venue.find("/sm", page)).found).toMatchObject([listed])
      expect(listed.instrument).toMatchObject({
        contract: String(future.conid),
        assetClass: "FUTURES",
        tickSize: "0.25",
        contractMultiplier: "0.1",
        futures: { maxLeverage: 5, closingOnlyAt: Date.parse("2099-12-18") }
      })
      const wanted = yield* wantedOf([listed.instrument])
      const tick = yield* Effect.forkScoped(Stream.runHead(at.venue.prices(wanted)))
      yield* eventually(
        Effect.sync(() => {
          at.server.trade(future.conid, "100")
          return tick.pollUnsafe()
        }),
        (exit) => exit !== undefined
      )
      const looked = Stream.filter(at.venue.looks?.(wanted) ?? Stream.empty, ({ size }) => size > 0)
      const look = Option.getOrThrow(yield* Stream.runHead(looked)).get(listed.instrument.symbol)
      // Four dollars behind ten: not more than twice.
      expect(look).toMatchObject({ takes: { takes: "ALL" }, instrument: { closures: [], futures: { maxLeverage: 2 } } })
    })
)

rule("prices come over the account's own socket, and again after it broke; yesterday's close is none", (at) =>
  Effect.gen(function* () {
    const ada = yield* at.heard("ada")
    const wanted = yield* wantedOf([at.instrument])
    const ticks: Array<Tick> = []
    let ended = 0
    const listen = at.venue.prices(wanted).pipe(
      Stream.runForEach((tick) => Effect.sync(() => void ticks.push(tick))),
      Effect.ignore,
      Effect.ensuring(Effect.sync(() => ended++))
    )
    expect(at.venue.feedOf?.(at.instrument)).toMatchObject({ _tag: "DELAYED" })
    yield* Effect.forkScoped(listen)
    const traded = (price: string) =>
      eventually(
        Effect.andThen(
          at.trade(price),
          Effect.sync(() => ticks.at(-1)?.price)
        ),
        (last) => last === at.priceOf(price)
      )
    yield* traded("101.25")
    expect(at.venue.feedOf?.(at.instrument)).toBeUndefined()
    expect(ticks.some(({ price }) => price === at.priceOf("100"))).toBe(false)
    yield* at.breakStreams ?? Effect.void
    yield* eventually(
      Effect.sync(() => ended),
      (count) => count === 1
    )
    yield* ada.listenAgain
    yield* Effect.forkScoped(listen)
    yield* traded("102.5")
    // Nobody wants it any more.
    yield* wanted.letGo(at.symbol)
    const before = ticks.length
    yield* at.trade("103")
    yield* Effect.sleep(50)
    expect(ticks).toHaveLength(before)
  })
)

rule("candles are read page by page, none twice and none of closed hours", (at) =>
  Effect.gen(function* () {
    yield* at.open("ada")
    // A Wednesday, 9:30 to 20:00 in New York: longer than a page.
    const from = Date.parse("2026-11-25T14:30:00Z")
    const to = Date.parse("2026-11-26T01:00:00Z")
    const candles = yield* at.venue.candles(at.instrument, from, to)
    expect(candles.map(({ at: opened }) => opened)).toEqual(
      Array.from({ length: (to - from) / MINUTE }, (_, nth) => from + nth * MINUTE)
    )
    const market = marketOf(at.instrument)
    expect(candles[0]).toMatchObject({ close: market.price("100.1"), high: market.price("100.5"), volume: 12 })
    const asked = at.server.asked
    const night = Date.parse("2026-11-26T06:00:00Z")
    expect(yield* at.venue.candles(at.instrument, night, night + 60 * MINUTE)).toEqual([])
    expect(at.server.asked).toBe(asked)
  })
)

rule("a contract that means another company by now takes no orders", (at) =>
  Effect.gen(function* () {
    yield* at.open("ada")
    const wanted = yield* wantedOf([at.instrument])
    const look = at.venue.looks?.(wanted).pipe(
      Stream.filter((all) => all.size > 0),
      Stream.take(1),
      Stream.runHead
    )
    expect(Option.getOrThrow(yield* look ?? Effect.succeedNone).get(at.symbol)?.takes).toMatchObject({ takes: "ALL" })
    at.server.book.stocks.splice(0, 1, { ...stock, ticker: "KOLD" })
    expect(Option.getOrThrow(yield* look ?? Effect.succeedNone).get(at.symbol)?.takes).toMatchObject({ takes: "NONE" })
  })
)
