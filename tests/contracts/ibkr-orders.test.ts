import { expect } from "@effect/vitest"
import { Effect, Option } from "effect"
import { stock } from "./ibkr-bench.ts"
import { atMarket, rule, words } from "./ibkr-rule.ts"
import { eventually } from "./place.ts"

rule("questions that are known are answered yes, one order after another", (at) =>
  Effect.gen(function* () {
    const { book, sessions } = at.server
    const ada = yield* at.heard("ada")
    // As where nothing was suppressed: each is asked.
    for (const name of book.users.keys()) sessions.of(name).suppressed.clear()
    const orders = Array.from({ length: 8 }, () => at.buy())
    const placed = yield* Effect.forEach(orders, ada.place, { concurrency: "unbounded" })
    expect(new Set(placed.map(({ exchangeOrderId }) => exchangeOrderId)).size).toBe(8)
    yield* ada.place(atMarket(at))
    expect([...book.users.values()].flatMap(({ account }) => account.orders)).toHaveLength(9)
  })
)

rule("a question that nobody has heard of is answered no, and its words are told", (at) =>
  Effect.gen(function* () {
    const ada = yield* at.heard("ada")
    yield* at.fault({ strangeQuestion: true })
    const error = yield* Effect.flip(ada.place(at.buy()))
    expect(error).toMatchObject({ _tag: "OrderRejected" })
    expect(error.message).toContain("Something that nobody has heard of. Are you sure?")
    expect([...at.server.book.users.values()].flatMap(({ account }) => account.orders)).toEqual([])
  })
)

rule("a rejection in a prompt is one", (at) =>
  Effect.gen(function* () {
    const ada = yield* at.heard("ada")
    yield* at.fault({ prompt: true })
    expect(yield* Effect.flip(ada.place(at.buy()))).toMatchObject({
      _tag: "OrderRejected",
      message: expect.stringContaining("Price Management") as unknown
    })
  })
)

rule("the sixteenth order of a side is one too many, and an order at market has to wait for the bell", (at) =>
  Effect.gen(function* () {
    const ada = yield* at.heard("ada")
    for (let nth = 0; nth < 15; nth++) yield* ada.place(at.buy({ price: at.priceOf("50") }))
    expect(yield* Effect.flip(ada.place(at.buy()))).toMatchObject({ reason: "TOO_MANY_ORDERS" })
    yield* at.fault({ closed: true })
    const bob = yield* at.heard("bob")
    expect(yield* Effect.flip(bob.place(atMarket(at)))).toMatchObject({ reason: "MARKET_CLOSED" })
  })
)

rule("of two orders that belong together one alone is taken back", (at) =>
  Effect.gen(function* () {
    const ada = yield* at.heard("ada")
    const first = at.buy()
    yield* ada.place(first)
    yield* at.trade("90")
    yield* ada.said(first, 2)
    yield* at.fault({ halfGroup: true })
    const exit = at.buy({ side: "SELL", purpose: "TAKE_PROFIT", price: at.priceOf("110"), stopPrice: at.priceOf("80") })
    expect(yield* Effect.flip(ada.place(exit))).toMatchObject({ _tag: "OrderRejected" })
    yield* eventually(ada.account.openOrders, ({ length }) => length === 0)
  })
)

for (const [what, faults] of [
  ["orders", { loseOrders: 1 }],
  ["trades", { loseTrades: 1 }],
  ["either", { loseOrders: 1, loseTrades: 1 }]
] as const)
  rule(`what the stream does not tell of ${what} is asked for and told once`, (at) =>
    Effect.gen(function* () {
      const ada = yield* at.heard("ada")
      yield* at.fault(faults)
      const [fills, goes] = [at.buy(), at.buy({ price: at.priceOf("50") })]
      for (const order of [fills, goes]) yield* ada.place(order)
      yield* at.trade("90")
      yield* ada.cancel(goes)
      expect(yield* words(ada, fills, 2)).toEqual(["OrderAccepted", "OrderFilled"])
      expect(yield* words(ada, goes, 2)).toEqual(["OrderAccepted", "OrderCancelled"])
    })
  )

rule("the end of an order is told after its trades, and nothing twice", (at) =>
  Effect.gen(function* () {
    const ada = yield* at.heard("ada")
    yield* at.fault({ endBeforeTrade: true, doubleEvents: 1 })
    const order = at.buy()
    yield* ada.place(order)
    yield* at.tradeSome?.("90", at.units("0.4")) ?? Effect.void
    yield* ada.cancel(order)
    expect(yield* words(ada, order, 3)).toEqual(["OrderAccepted", "OrderFilled", "OrderCancelled"])
    const next = at.buy()
    yield* ada.place(next)
    yield* at.trade("90")
    expect(yield* words(ada, next, 2)).toEqual(["OrderAccepted", "OrderFilled"])
    expect(yield* ada.said(order, 3)).toHaveLength(3)
  })
)

rule("what a trade costs and was not told with it is charged later, once", (at) =>
  Effect.gen(function* () {
    const ada = yield* at.heard("ada")
    yield* at.fault({ commissionLate: true })
    // At market: 1,000 shares cost more than the least there is; of the second trade the least is paid already.
    const order = at.buy({ quantity: at.lotsOf("30") })
    yield* ada.place(order)
    yield* at.tradeSome?.("90", "200") ?? Effect.void
    yield* ada.said(order, 2)
    yield* at.tradeSome?.("90", "100") ?? Effect.void
    expect(yield* words(ada, order, 4)).toEqual(["OrderAccepted", "OrderFilled", "OrderFilled", "FeeCharged"])
    const paid = (yield* ada.account.fills(undefined)).fills.map(({ report }) =>
      report._tag === "OrderFilled" ? at.market.quoteText(BigInt(report.fee.amount)) : ""
    )
    expect(paid).toEqual(["1", "0.5"])
  })
)

rule("a trade that is corrected is voided and told anew", (at) =>
  Effect.gen(function* () {
    const ada = yield* at.heard("ada")
    const order = at.buy()
    yield* ada.place(order)
    yield* at.trade("90")
    yield* ada.said(order, 2)
    const [user] = at.server.book.users.values()
    if (user === undefined) return yield* Effect.die("nobody")
    at.server.book.correct(user, "89.5")
    const reports = yield* ada.said(order, 4)
    expect(reports.map(({ report }) => report._tag).slice(2)).toEqual(["FillVoided", "OrderFilled"])
    expect(reports[3]?.report).toMatchObject({ price: at.priceOf("89.5") })
    expect((yield* ada.account.fills(undefined)).fills).toHaveLength(1)
  })
)

rule("an order that the broker itself ends has expired; one of the trader's own is listed and left alone", (at) =>
  Effect.gen(function* () {
    const ada = yield* at.heard("ada")
    const [user] = at.server.book.users.values()
    if (user === undefined) return yield* Effect.die("nobody")
    const order = at.buy()
    yield* ada.place(order)
    at.server.book.endOfQuarter(user)
    expect(yield* words(ada, order, 2)).toEqual(["OrderAccepted", "OrderExpired"])
    const foreign = at.server.book.placeElsewhere(user, stock.conid, "50")
    yield* at.breakStreams ?? Effect.void
    yield* eventually(ada.ended, Boolean)
    yield* ada.listenAgain
    yield* eventually(ada.account.openOrders, (all) =>
      all.some(({ exchangeOrderId }) => exchangeOrderId === String(foreign.id))
    )
    expect(ada.news.some((item) => item._tag === "Reported" && item.report.clientOrderId === "")).toBe(false)
  })
)

rule("an order of an earlier session is found by its trades and its id", (at) =>
  Effect.gen(function* () {
    const ada = yield* at.heard("ada")
    const order = at.buy({ timeInForce: "DAY" })
    const { exchangeOrderId } = yield* ada.place(order)
    yield* at.trade("90")
    yield* ada.said(order, 2)
    at.server.endSessions(false)
    yield* at.restart ?? Effect.void
    const again = yield* at.open("ada")
    const found = yield* again.find({ ...at.sent(order), exchangeOrderId })
    expect(Option.getOrThrow(found)).toMatchObject({ status: "FILLED", quantity: order.quantity })
    // Without the broker's own id its trades lead to it.
    expect(Option.isSome(yield* (yield* at.open("ada")).find(at.sent(order)))).toBe(true)
  })
)

rule("an order with a status that nobody has heard of has not ended", (at) =>
  Effect.gen(function* () {
    const ada = yield* at.heard("ada")
    const order = at.buy()
    yield* ada.place(order)
    yield* at.fault({ unknownStatus: true })
    yield* eventually(Effect.map(ada.find(order), Option.getOrThrow), ({ status }) => status === "UNKNOWN")
    yield* at.fault({ unknownStatus: false })
    yield* eventually(Effect.map(ada.find(order), Option.getOrThrow), ({ status }) => status === "OPEN")
    expect(yield* ada.said(order, 1)).toHaveLength(1)
  })
)

rule("two orders under one id are an alarm, and what both fill is counted", (at) =>
  Effect.gen(function* () {
    const ada = yield* at.heard("ada")
    yield* at.fault({ twins: true })
    const order = at.buy()
    yield* ada.place(order)
    yield* eventually(
      Effect.sync(() => ada.news.filter((item) => item._tag === "Degraded")),
      (alarms) => alarms.length === 1 && alarms[0]?.reason.includes(`2 orders under ${order.clientOrderId}`) === true
    )
    yield* at.trade("90")
    expect(yield* words(ada, order, 3)).toEqual(["OrderAccepted", "OrderFilled", "OrderFilled"])
  })
)

for (const [what, faults] of [
  ["503", { answer503: 1 }],
  ["500", { answer500: 1 }]
] as const)
  rule(`an order that is answered ${what} may be there: looked up, never assumed`, (at) =>
    Effect.gen(function* () {
      const ada = yield* at.heard("ada")
      yield* at.fault(faults)
      const order = at.buy()
      expect((yield* Effect.flip(ada.place(order)))._tag).toBe("OutcomeUnknown")
      yield* at.fault({ answer503: 0, answer500: 0 })
      const found = Option.getOrThrow(yield* eventually(ada.find(order), Option.isSome))
      expect((yield* ada.place(order)).exchangeOrderId).toBe(found.exchangeOrderId)
      expect(yield* ada.account.openOrders).toHaveLength(1)
    })
  )
