import { Effect, Option } from "effect"
import { describe, expect } from "@effect/vitest"
import type { Symbol } from "@tradetower/domain/market"
import { marketOrder, posted, saidOf, tastyRule } from "./tastytrade-rule.ts"
import { eventually } from "./place.ts"

describe("Orders at tastytrade, when something goes wrong", () => {
  for (const fault of ["cutAnswers", "answer502"] as const)
    tastyRule(`an order is sent once, though its answer got lost (${fault})`, (at) =>
      Effect.gen(function* () {
        const { account, find, place } = yield* at.heard(at.trader())
        const order = at.buy()
        yield* at.fault({ [fault]: 1 })
        expect((yield* Effect.flip(place(order)))._tag).toBe("OutcomeUnknown")
        yield* at.fault({ [fault]: 0 })
        const { exchangeOrderId } = yield* place(order)
        expect(Option.getOrThrow(yield* find(order)).exchangeOrderId).toBe(exchangeOrderId)
        expect(yield* account.openOrders).toHaveLength(1)
        expect(posted(at)).toBe(1)
      })
    )

  tastyRule("an order that never arrived, as it seems, is not sent again while it may yet", (at) =>
    Effect.gen(function* () {
      const who = at.trader()
      const { place } = yield* at.open(who)
      const order = at.buy()
      yield* at.fault({ cutAnswers: 1 })
      yield* Effect.flip(place(at.symbol, order))
      yield* at.fault({ cutAnswers: 0 })
      at.accountOf(who).book.orders.length = 0
      expect((yield* Effect.flip(place(at.symbol, order)))._tag).toBe("OutcomeUnknown")
      expect(posted(at)).toBe(1)
    })
  )

  tastyRule("what an earlier process placed is known before anything is sent", (at) =>
    Effect.gen(function* () {
      const who = at.trader()
      const order = at.buy()
      const first = yield* (yield* at.heard(who)).place(order)
      const again = yield* at.open(who)
      expect(yield* again.place(at.symbol, order)).toEqual(first)
      expect(posted(at)).toBe(1)
    })
  )

  tastyRule("an order that was taken and then rejected is told as rejected", (at) =>
    Effect.gen(function* () {
      const trading = yield* at.heard(at.trader())
      const order = at.buy()
      yield* at.fault({ rejectLater: 1 })
      yield* trading.place(order)
      const said = yield* eventually(
        Effect.sync(() => trading.news.flatMap((one) => (one._tag === "Reported" ? [one.report] : []))),
        (all) => all.some(({ _tag }) => _tag === "OrderRejected")
      )
      expect(said.at(-1)).toMatchObject({ _tag: "OrderRejected", reason: "EXCHANGE" })
      expect(yield* Effect.flip(trading.place(order))).toMatchObject({ _tag: "OrderRejected" })
      expect(posted(at)).toBe(1)
    })
  )

  tastyRule("at market it fills in parts, each told once", (at) =>
    Effect.gen(function* () {
      yield* at.fault({ doubleMessages: 1, lateMessages: 0.5 })
      const trading = yield* at.heard(at.trader())
      const order = marketOrder(at)
      yield* trading.place(order)
      expect(yield* saidOf(trading, order, 3)).toEqual(["Accepted", "Filled", "Filled"])
      yield* Effect.sleep("60 millis")
      expect(yield* saidOf(trading, order, 3)).toHaveLength(3)
    })
  )

  tastyRule("a price off the cent is told as it was", (at) =>
    Effect.gen(function* () {
      yield* at.fault({ offTheCent: true })
      const trading = yield* at.heard(at.trader())
      const order = marketOrder(at)
      yield* trading.place(order)
      expect((yield* trading.said(order, 2))[1]?.report).toMatchObject({ price: 1_000_025 })
    })
  )

  tastyRule("a sale right after its purchase waits for the broker's own books", (at) =>
    Effect.gen(function* () {
      yield* at.fault({ positionLag: 600 })
      const trading = yield* at.heard(at.trader())
      const order = marketOrder(at)
      yield* trading.place(order)
      yield* trading.said(order, 3)
      const sale = marketOrder(at, { side: "SELL", purpose: "CLOSE", reduceOnly: true })
      yield* trading.place(sale)
      expect(yield* saidOf(trading, sale, 3)).toEqual(["Accepted", "Filled", "Filled"])
    })
  )

  tastyRule("more than is held is not sold", (at) =>
    Effect.gen(function* () {
      const { place } = yield* at.heard(at.trader())
      const sale = at.buy({ side: "SELL", purpose: "CLOSE", price: at.priceOf("100") })
      expect(yield* Effect.flip(place(sale))).toMatchObject({ _tag: "OrderRejected", reason: "REDUCE_ONLY" })
    })
  )

  tastyRule("an order at market waits for no bell: it is refused while the market is closed", (at) =>
    Effect.gen(function* () {
      const { place } = yield* at.heard(at.trader())
      at.server().book.isOpen = false
      expect(yield* Effect.flip(place(marketOrder(at)))).toMatchObject({
        _tag: "OrderRejected",
        reason: "MARKET_CLOSED"
      })
      expect(posted(at)).toBe(0)
    })
  )

  tastyRule("a price off the tick is refused for that", (at) =>
    Effect.gen(function* () {
      const { place } = yield* at.heard(at.trader())
      const order = at.buy({ price: at.market.price("90.0025") ?? at.priceOf("90") })
      expect(yield* Effect.flip(place(order))).toMatchObject({ _tag: "OrderRejected", reason: "INVALID" })
    })
  )

  tastyRule("coins are refused here, with the reason", (at) =>
    Effect.gen(function* () {
      const { account } = yield* at.heard(at.trader())
      expect(yield* Effect.flip(account.place("BTC-USD" as Symbol, at.buy()))).toMatchObject({
        _tag: "OrderRejected",
        reason: "EXCHANGE",
        message: "tastytrade doesn't take crypto orders over its API at present"
      })
      expect(posted(at)).toBe(0)
    })
  )

  tastyRule("a status that nobody has heard of is no end", (at) =>
    Effect.gen(function* () {
      yield* at.fault({ unknownStatus: true })
      const trading = yield* at.heard(at.trader())
      const order = at.buy()
      yield* trading.place(order)
      expect(Option.getOrThrow(yield* trading.find(order)).status).toBe("UNKNOWN")
      expect(yield* trading.account.openOrders).toHaveLength(1)
      yield* at.fault({ unknownStatus: false })
      yield* at.trade("90")
      expect((yield* saidOf(trading, order, 2)).at(-1)).toBe("Filled")
    })
  )

  tastyRule("a second order under the same id is told, whoever placed it", (at) =>
    Effect.gen(function* () {
      const who = at.trader()
      const trading = yield* at.heard(who)
      const order = at.buy()
      yield* trading.place(order)
      at.server().book.place(at.accountOf(who), {
        "order-type": "Limit",
        "time-in-force": "GTC",
        price: "90",
        "price-effect": "Debit",
        "external-identifier": order.clientOrderId,
        legs: [{ "instrument-type": "Equity", symbol: at.theirs, quantity: "10", action: "Buy to Open" }]
      })
      const told = yield* eventually(
        Effect.sync(() => trading.news.flatMap((one) => (one._tag === "Degraded" ? [one.reason] : []))),
        ({ length }) => length > 0
      )
      expect(told).toEqual([expect.stringContaining(`two orders under ${order.clientOrderId}`)])
    })
  )

  tastyRule("what trades did cost comes as a charge, and one that is taken back as that", (at) =>
    Effect.gen(function* () {
      const { book } = at.server()
      book.charges = true
      const who = at.trader()
      const trading = yield* at.heard(who)
      const order = marketOrder(at)
      yield* trading.place(order)
      yield* trading.said(order, 3)
      const { cursor, fills } = yield* trading.account.fills(undefined)
      const charges = fills.flatMap(({ report }) => (report._tag === "FeeCharged" ? [report] : []))
      expect(charges.map(({ amount }) => at.market.quoteText(Number(amount)))).toEqual(["0.004", "0.004"])
      const id = at.accountOf(who).book.orders[0]?.id ?? 0
      book.bust(at.accountOf(who), id)
      const later = (yield* trading.account.fills(cursor)).fills.map(({ report }) => report)
      const voided = later.flatMap((one) => (one._tag === "FillVoided" ? [one] : []))
      expect(voided).toHaveLength(1)
      expect(voided[0]).toMatchObject({ clientOrderId: order.clientOrderId, side: "BUY" })
      const again = (yield* trading.account.fills(cursor)).fills.filter(({ report }) => report._tag === "FillVoided")
      expect(again.map(({ report }) => report)).toEqual(voided)
    })
  )

  tastyRule(
    "of a future no more is closed than is held, with all that rest on that side",
    (at) =>
      Effect.gen(function* () {
        const trading = yield* at.heard(at.trader())
        const order = at.buy()
        yield* trading.place(order)
        yield* at.trade("90")
        yield* trading.said(order, 2)
        const exit = (quantity: string) =>
          at.buy({
            clientOrderId: at.named("exit"),
            side: "SELL",
            purpose: "TAKE_PROFIT",
            reduceOnly: true,
            price: at.priceOf("110"),
            quantity: at.lotsOf(quantity)
          })
        yield* trading.place(exit("0.6"))
        expect(yield* Effect.flip(trading.place(exit("0.5")))).toMatchObject({ reason: "REDUCE_ONLY" })
        yield* trading.place(exit("0.4"))
        expect(yield* trading.account.openOrders).toHaveLength(2)
      }),
    "future"
  )

  tastyRule(
    "in a contract that is about to end nothing is entered, and which one goes on is said",
    (at) =>
      Effect.gen(function* () {
        const { futures } = at.server().book
        Object.assign(futures[0] ?? {}, { closingOnly: true })
        const { place } = yield* at.heard(at.trader())
        const refused = yield* Effect.flip(place(at.buy()))
        Object.assign(futures[0] ?? {}, { closingOnly: false })
        expect(refused).toMatchObject({ _tag: "OrderRejected", reason: "RISK_LIMIT" })
        expect(refused.message).toContain("make a bot on /SMH7, which goes on")
      }),
    "future"
  )
})
