import { assert, describe, it } from "@effect/vitest"
import { Effect, Queue, Stream } from "effect"
import { type Connection, ConnectionId, paperConnection } from "@tradetower/domain/connection"
import { type Instrument, marketOf } from "@tradetower/domain/market"
import { place, priceMoved } from "@tradetower/domain/exchange"
import { instrumentBy, marketBy, type TermsName } from "@tradetower/domain/terms"
import type { AccountFill, AccountNews } from "../../exchange.ts"
import type { Tick } from "../../venues/venue.ts"
import { ada, ByHand, id, instrument, lots, marketOrder, price, world } from "../../execution.fixture.ts"
import { until } from "../../passing-time.fixture.ts"
import { SIMULATED } from "../../venues/venue-ids.ts"
import { pricesOf, seenBy, quietVenue } from "../../venues/venue.fixture.ts"
import { openJournal } from "./journal.ts"
import { paperExchange } from "./paper-exchange.ts"

const stock: Instrument = { ...instrument, assetClass: "EQUITY", wholeShares: true }

const whole = marketOf({ ...stock, lotSize: "1" as never })
const shares = (count: string) => whole.quantity(count) ?? lots("0")

const by = (terms: TermsName): Connection => ({
  ...paperConnection(ada, SIMULATED),
  id: ConnectionId.make(`by-${terms}`),
  terms
})

/** Of Monday, 5 January 2026, in New York. */
const hour = (of: number): number => Date.UTC(2026, 0, 5, of + 5)

/** An account by a broker's rules, at a price of 100 and at noon. */
const opened = (of: Instrument, terms: TermsName) =>
  Effect.gen(function* () {
    const hand = yield* ByHand
    yield* hand.setTime(hour(12))
    const ticks = yield* Queue.unbounded<Tick>()
    const data = quietVenue([of], { prices: () => Stream.fromQueue(ticks) })
    const exchange = yield* paperExchange(data, { slippage: { _tag: "None" } })
    let seen = 0
    yield* pricesOf(seenBy(exchange)).pipe(
      Stream.runForEach(() => Effect.sync(() => void (seen += 1))),
      Effect.forkScoped
    )
    yield* Queue.offer(ticks, { symbol: of.symbol, price: price("100"), at: hour(12), quantity: lots("1") })
    yield* until(
      "the price is taken in",
      Effect.sync(() => seen === 1)
    )
    return yield* exchange.open(by(terms))
  })

const day = (name: string) => marketOrder(name, { timeInForce: "DAY", quantity: shares("1") })

describe("a paper account by a broker's rules", () => {
  it.live("TERMS-11 is charged what that broker charges, of what that broker takes it", () =>
    Effect.gen(function* () {
      const account = yield* opened(instrument, "alpaca")
      yield* account.place(instrument.symbol, marketOrder("tt-0000000001-BASE-1"))
      const [{ report } = { report: undefined }] = (yield* account.fills(undefined)).fills
      // 0.25 % of the coin it receives, where the market itself would have taken 0.2 % in quote.
      assert.deepInclude(report, { fee: { _tag: "Base", amount: Number(marketOf(instrument).base("0.0025")) } })
      assert.deepInclude(yield* account.balances, { asset: "BTC", total: "0.9975", available: "0.9975" } as never)
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("TERMS-11 pays for each share, and at least the minimum", () =>
    Effect.gen(function* () {
      const account = yield* opened(stock, "ibkr")
      yield* account.place(stock.symbol, day("tt-0000000001-BASE-1"))
      yield* account.place(stock.symbol, { ...day("tt-0000000001-BASE-2"), quantity: shares("400") })
      const { fills } = yield* account.fills(undefined)
      const paid = fills.map(({ report }) => (report._tag === "OrderFilled" ? Number(report.fee.amount) / 1e8 : 0))
      // At least 1 USD an order, at most 1 % of it; 0.005 USD a share.
      assert.deepStrictEqual(paid, [1, 2])
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("TERMS-12 takes an id for another order, too, where its broker does, and tells of both", () =>
    Effect.gen(function* () {
      const account = yield* opened(stock, "tastytrade")
      const id = "tt-0000000001-BASE-1"
      yield* account.place(stock.symbol, day(id))
      yield* account.place(stock.symbol, { ...day(id), quantity: shares("2") })
      const { fills } = yield* account.fills(undefined)
      assert.deepStrictEqual(
        fills.map(({ report }) => report._tag === "OrderFilled" && report.quantity),
        [shares("1"), shares("2")]
      )
      const once = yield* opened(stock, "ibkr")
      yield* once.place(stock.symbol, day(id))
      const error = yield* Effect.flip(once.place(stock.symbol, { ...day(id), quantity: shares("2") }))
      assert.strictEqual(error._tag, "OrderDiffers")
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live(
    "PAPER-20 PAPER-22 keeps what is for the regular session waiting, and tells of its end though nobody trades",
    () =>
      Effect.gen(function* () {
        const hand = yield* ByHand
        const account = yield* opened(stock, "ibkr")
        const told: Array<AccountNews> = []
        yield* Effect.forkScoped(Stream.runForEach(account.reports, (news) => Effect.sync(() => told.push(news))))
        yield* hand.setTime(hour(17))
        yield* account.place(stock.symbol, day("tt-0000000001-BASE-1"))
        assert.deepStrictEqual((yield* account.fills(undefined)).fills, [])
        assert.lengthOf(yield* account.openOrders, 1)
        yield* hand.setTime(hour(24 + 16))
        yield* until(
          "its end is told",
          Effect.sync(() => told.some((news) => news._tag === "Reported" && news.report._tag === "OrderExpired"))
        )
        assert.lengthOf(yield* account.openOrders, 0)
      }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("PAPER-24 goes on with a book that was kept in whole shares, and takes fractions beside it", () =>
    Effect.gen(function* () {
      const kept = yield* openJournal(by("alpaca"), { slippage: { _tag: "None" } })
      const before = marketOf(instrumentBy("alpaca", stock))
      const three = { ...day("tt-0000000001-BASE-1"), quantity: before.quantity("3") ?? lots("0") }
      priceMoved(kept.account, before, price("100"), hour(12))
      place(kept.account, before, three, hour(12))
      const rests = { ...three, type: "LIMIT", timeInForce: "GTC", price: price("90") } as const
      place(kept.account, before, { ...rests, clientOrderId: id("tt-0000000001-AVERAGING-2") }, hour(12))
      yield* kept.save

      const account = yield* opened(stock, "alpaca")
      const now = marketBy("alpaca", marketOf(stock))
      const filled = (all: ReadonlyArray<AccountFill>): ReadonlyArray<unknown> =>
        all.map(({ report }) => report._tag === "OrderFilled" && now.quantityText(report.quantity))
      assert.deepStrictEqual(filled((yield* account.fills(undefined)).fills), ["3"])
      assert.deepStrictEqual(
        (yield* account.openOrders).map(({ quantity }) => quantity && (now.quantityText(quantity) as string)),
        ["3"]
      )
      const half = { ...day("tt-0000000002-BASE-1"), quantity: now.quantity("0.5") ?? lots("0") }
      yield* account.place(stock.symbol, half)
      assert.deepStrictEqual(filled((yield* account.fills(undefined)).fills), ["3", "0.5"])
      assert.deepInclude(yield* account.balances, { asset: "BTC", total: "3.5", available: "3.5" } as never)
    }).pipe(Effect.scoped, Effect.provide(world))
  )
})
