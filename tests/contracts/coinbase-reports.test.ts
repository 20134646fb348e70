import { describe, expect } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import type { ExchangeAccount } from "@tradetower/execution"
import { usualWays } from "../standins/coinbase/faults.ts"
import { lotsOn, priceOn } from "../system/limit-buy.ts"
import { coinbaseMarket as market, marketIn, openAt } from "./coinbase-bench.ts"
import { buy, kinds, rule, sent, symbol } from "./coinbase-trading.ts"
import { eventually } from "./place.ts"

describe("Coinbase, reports", () => {
  rule(
    "a missing number fails them, one told twice or late changes nothing",
    ({ ended, listening, place, said, server }) =>
      Effect.gen(function* () {
        yield* listening
        const first = buy()
        server.messageFaults.push("SEQUENCE_TWICE", "SEQUENCE_OLD")
        yield* place(first)
        server.trade(symbol, "90")
        expect(kinds(yield* said(first, 2))).toEqual(["OrderAccepted", "OrderFilled"])
        expect(ended()).toBe(false)
        server.messageFaults.push("SEQUENCE_GAP")
        yield* place(buy({ price: priceOn(market, "50") }))
        yield* place(buy({ price: priceOn(market, "50") }))
        yield* eventually(Effect.sync(ended), Boolean)
      })
  )

  for (const fault of ["ERROR_MESSAGE", "UNREADABLE"] as const)
    rule(`${fault} is no sign of life`, ({ ended, listening, place, server }) =>
      Effect.gen(function* () {
        yield* listening
        server.messageFaults.push(fault)
        yield* place(buy())
        yield* eventually(Effect.sync(ended), Boolean)
      })
    )

  rule("two fills told as one change, and listed late, are both told under their own ids before the end", (at) =>
    Effect.gen(function* () {
      const { account, find, listening, place, said, server } = at
      yield* listening
      server.ways.twoFillsAtOnce = true
      server.ways.listsFillsWithin = 700
      const order = buy()
      yield* place(order)
      server.trade(symbol, "90", "0.4")
      expect((yield* find(order)).filledQuantity).toBe(lotsOn(market, "0.4"))
      yield* account.cancel(symbol, order)
      // What is listed of it does not make up what was filled yet.
      const told = yield* said(order, 4)
      expect(kinds(told)).toEqual(["OrderAccepted", "OrderFilled", "OrderFilled", "OrderCancelled"])
      expect(told[3]?.filledQuantity).toBe(lotsOn(market, "0.4"))
      const ids = told.flatMap(({ report }) => (report._tag === "OrderFilled" ? [report.tradeId] : []))
      const listed = (yield* account.fillsOf(sent(order))).map(({ report }) => "tradeId" in report && report.tradeId)
      expect(ids).toEqual(listed)
    })
  )

  rule("an order that ended is found open until its fills are listed", ({ find, place, server }) =>
    Effect.gen(function* () {
      server.ways.listsFillsWithin = 3_000
      const order = buy()
      yield* place(order)
      server.trade(symbol, "90")
      expect(yield* find(order)).toMatchObject({ status: "OPEN", filledQuantity: order.quantity })
      server.ways.listsFillsWithin = 0
      yield* eventually(find(order), ({ status }) => status === "FILLED")
    })
  )

  rule("an order that the snapshot leaves out and that fills then is told all the same", (at) =>
    Effect.gen(function* () {
      const { listening, place, said, server } = at
      const order = buy()
      const { exchangeOrderId } = yield* place(order)
      server.ways.snapshotLacks.add(exchangeOrderId)
      yield* listening
      server.trade(symbol, "90")
      expect(kinds(yield* said(order, 2))).toEqual(["OrderAccepted", "OrderFilled"])
    })
  )

  rule("one that was queued and failed is told as refused", ({ find, listening, place, said, server }) =>
    Effect.gen(function* () {
      yield* listening
      server.ways.failsAfter = 150
      const order = buy()
      yield* place(order)
      expect((yield* find(order)).status).toBe("PENDING")
      const told = yield* said(order, 1)
      expect(told[0]?.report).toMatchObject({ _tag: "OrderRejected", reason: "EXCHANGE" })
      expect((yield* find(order)).status).toBe("REJECTED")
    })
  )

  rule("a stop that a gap passed rests on, and is told open", ({ account, find, listening, place, said, server }) =>
    Effect.gen(function* () {
      yield* listening
      const first = buy()
      yield* place(first)
      server.trade(symbol, "90")
      yield* said(first, 2)
      server.trade(symbol, "100")
      const stop = buy({
        side: "SELL",
        type: "STOP",
        purpose: "STOP_LOSS",
        price: priceOn(market, "80"),
        limitOffset: priceOn(market, "4"),
        quantity: lotsOn(market, "0.5")
      })
      yield* place(stop)
      server.trade(symbol, "70")
      expect(yield* find(stop)).toMatchObject({ status: "OPEN", filledQuantity: 0, price: priceOn(market, "80") })
      yield* account.cancel(symbol, stop)
      expect(kinds(yield* said(stop, 2))).toEqual(["OrderAccepted", "OrderCancelled"])
    })
  )

  rule("what is told in quote is counted where it is exact", ({ listening, place, said, server }) =>
    Effect.gen(function* () {
      yield* listening
      server.ways.sizeInQuote = true
      const order = buy()
      yield* place(order)
      server.trade(symbol, "90")
      expect((yield* said(order, 2))[1]?.report).toMatchObject({ _tag: "OrderFilled", quantity: order.quantity })
    })
  )

  rule(
    "a trade taken back is voided, and what is no trade is no silence",
    ({ account, listening, news, place, said, server }) =>
      Effect.gen(function* () {
        yield* listening
        const order = buy()
        yield* place(order)
        server.trade(symbol, "90", "0.25")
        yield* said(order, 2)
        const { exchangeOrderId } = yield* account.find(sent(order)).pipe(Effect.map(Option.getOrThrow))
        server.book.reverse(server.book.user("ada"), exchangeOrderId, "REVERSAL")
        server.trade(symbol, "90", "0.5")
        const told = yield* said(order, 4)
        expect(kinds(told)).toEqual(["OrderAccepted", "OrderFilled", "FillVoided", "OrderFilled"])
        server.book.reverse(server.book.user("ada"), exchangeOrderId, "CORRECTION")
        server.trade(symbol, "90", "0.1")
        yield* eventually(
          Effect.sync(() => news.some(({ _tag }) => _tag === "Degraded")),
          Boolean
        )
      })
  )

  for (const namesBook of [false, true])
    rule(
      `what was traded is told under its own name, though ${namesBook ? "all of Coinbase names" : "the channel names"} the book's`,
      (at) =>
        Effect.gen(function* () {
          const { account, listening, news, server } = at
          server.ways.namesBook = namesBook
          yield* listening
          const pair = marketIn("USDC").instrument.symbol
          server.book.user("ada").wallets.set("USDC", { total: "1000" as never, hold: "0" as never })
          const order = buy()
          yield* account.place(pair, order)
          expect((yield* account.openOrders).map((state) => state.symbol)).toEqual([pair])
          server.trade(symbol, "90")
          yield* eventually(
            Effect.sync(() => news.filter((item) => item._tag === "Reported")),
            (told) => told.length >= 2
          )
          const symbols = news.flatMap((item) => (item._tag === "Reported" ? [item.symbol] : []))
          expect(new Set(symbols)).toEqual(new Set([pair]))
          expect((yield* account.fills(undefined)).fills.map((fill) => fill.symbol)).toEqual([pair])
        })
    )

  rule("one connection a user: the one before ends", ({ ended, key, listening, server }) =>
    Effect.gen(function* () {
      yield* listening
      const other: ExchangeAccount = yield* openAt(server, key)
      yield* Effect.forkScoped(Effect.ignore(Stream.runDrain(other.reports)))
      yield* eventually(Effect.sync(ended), Boolean)
    })
  )

  rule("on an ordinary day all is listed late, and nothing is told too early or missed", (at) =>
    Effect.gen(function* () {
      const { account, find, listening, place, said, server } = at
      yield* listening
      Object.assign(server.ways, usualWays(), { listsOrdersWithin: 1_000, listsFillsWithin: 1_500 })
      const [fills, rests] = [buy(), buy({ price: priceOn(market, "50") })]
      for (const order of [fills, rests]) yield* place(order)
      // Taken, and not listed yet.
      expect((yield* find(rests)).clientOrderId).toBe(rests.clientOrderId)
      expect(yield* account.openOrders).toHaveLength(2)
      server.trade(symbol, "90", "0.3")
      server.trade(symbol, "90")
      expect(kinds(yield* said(fills, 3))).toEqual(["OrderAccepted", "OrderFilled", "OrderFilled"])
      yield* eventually(find(fills), ({ status }) => status === "FILLED")
    })
  )
})
