import { assert, describe, it } from "@effect/vitest"
import { Effect, Queue, Stream } from "effect"
import { type Connection, ConnectionId, paperConnection } from "@tradetower/domain/connection"
import { type Instrument, marketOf } from "@tradetower/domain/market"
import type { TermsName } from "@tradetower/domain/terms"
import type { MarketData, Tick } from "../../exchange.ts"
import { ada, ByHand, instrument, lots, marketOrder, price, until, world } from "../../execution.fixture.ts"
import { SIMULATED } from "../../venues/venue-ids.ts"
import { paperExchange } from "./paper-exchange.ts"

const stock: Instrument = { ...instrument, assetClass: "EQUITY", wholeShares: true }

const by = (terms: TermsName): Connection => ({
  ...paperConnection(ada, SIMULATED),
  id: ConnectionId.make(`by-${terms}`),
  terms
})

/** An account by a broker's rules, at a price of 100. */
const opened = (of: Instrument, terms: TermsName) =>
  Effect.gen(function* () {
    const hand = yield* ByHand
    const ticks = yield* Queue.unbounded<Tick>()
    const data: MarketData = {
      ...hand.data,
      instruments: Effect.succeed([of]),
      ticks: Stream.fromQueue(ticks)
    }
    const exchange = yield* paperExchange(data, { slippage: { _tag: "None" } })
    let seen = 0
    yield* exchange.marketData.ticks.pipe(
      Stream.runForEach(() => Effect.sync(() => void (seen += 1))),
      Effect.forkScoped
    )
    yield* Queue.offer(ticks, { symbol: of.symbol, price: price("100"), at: 1, quantity: lots("1") })
    yield* until(
      "the price is taken in",
      Effect.sync(() => seen === 1)
    )
    return yield* exchange.open(by(terms))
  })

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
      const whole = marketOf({ ...stock, lotSize: "1" as never })
      const shares = (name: string, count: string) =>
        marketOrder(name, { timeInForce: "DAY", quantity: whole.quantity(count) ?? lots("0") })
      yield* account.place(stock.symbol, shares("tt-0000000001-BASE-1", "1"))
      yield* account.place(stock.symbol, shares("tt-0000000001-BASE-2", "400"))
      const { fills } = yield* account.fills(undefined)
      const paid = fills.map(({ report }) => (report._tag === "OrderFilled" ? Number(report.fee.amount) / 1e8 : 0))
      // At least 1 USD an order, at most 1 % of it; 0.005 USD a share.
      assert.deepStrictEqual(paid, [1, 2])
    }).pipe(Effect.scoped, Effect.provide(world))
  )
})
