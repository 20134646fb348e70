import { expect } from "@effect/vitest"
import { Effect, Option } from "effect"
import type { OrderRequest } from "@tradetower/domain/order"
import { gatewayRule as rule } from "./gateway-rule.ts"
import { eventually } from "./place.ts"

const market = ({ price: _, ...order }: OrderRequest): OrderRequest => ({
  ...order,
  type: "MARKET",
  timeInForce: "IOC",
  purpose: "BASE"
})

for (const [how, fault] of [
  ["after it was taken", { dropAfterTaking: 1 }],
  ["within what is said of it", { dropMidFrame: 1 }]
] as const)
  rule(`an order whose connection breaks ${how} is unknown, and found: it is never sent twice`, (at) =>
    Effect.gen(function* () {
      const trader = at.trader()
      const ada = yield* at.heard(trader)
      const { gateway } = yield* at.serverOf(trader)
      const order = at.buy()
      yield* at.gatewayFault(fault)
      expect((yield* Effect.flip(ada.place(order)))._tag).toBe("OutcomeUnknown")
      yield* at.gatewayFault({ dropAfterTaking: 0, dropMidFrame: 0 })
      const state = yield* eventually(ada.find(order), Option.isSome)
      expect(Option.getOrThrow(state)).toMatchObject({ status: "OPEN" })
      yield* ada.place(order)
      expect(gateway.user.account.orders).toHaveLength(1)
    })
  )

rule("an order that is swallowed is unknown, and a connection that counts wrong is begun anew", (at) =>
  Effect.gen(function* () {
    const ada = yield* at.heard(at.trader())
    yield* at.gatewayFault({ miscounted: true })
    expect((yield* Effect.flip(ada.place(at.buy())))._tag).toBe("OutcomeUnknown")
    yield* eventually(ada.ended, Boolean)
    yield* at.gatewayFault({ miscounted: false })
    yield* ada.listenAgain
    yield* ada.place(at.buy())
  })
)

rule("a number that is used already is no reason to lose an order, nor to send it twice", (at) =>
  Effect.gen(function* () {
    const trader = at.trader()
    const ada = yield* at.heard(trader)
    const { gateway } = yield* at.serverOf(trader)
    const [first, second] = [at.buy(), at.buy()]
    const number = yield* ada.account.nextId ?? Effect.succeed("0")
    // Two records were kept under one number, by processes that died.
    yield* ada.account.place(at.symbol, first, number)
    yield* ada.account.place(at.symbol, second, number)
    gateway.highest += 1_000_000_000
    const third = at.buy()
    yield* ada.place(third)
    expect(gateway.user.account.orders.map(({ reference }) => reference)).toEqual([
      first.clientOrderId,
      second.clientOrderId,
      third.clientOrderId
    ])
  })
)

rule("numbers never go back, whatever the gateway says after it was started anew", (at) =>
  Effect.gen(function* () {
    const trader = at.trader()
    const ada = yield* at.heard(trader)
    yield* ada.place(at.buy())
    const { gateway } = yield* at.serverOf(trader)
    const before = gateway.highest
    yield* at.gatewayFault({ lowerNumber: true })
    yield* at.breakStreams ?? Effect.void
    yield* eventually(ada.ended, Boolean)
    yield* ada.place(at.buy())
    expect(gateway.highest).toBeGreaterThan(before)
  })
)

rule(
  "an order off the step is refused as invalid, one without money for want of it, also where the answer is garbled",
  (at) =>
    Effect.gen(function* () {
      const ada = yield* at.heard(at.trader())
      const off = at.buy({ price: at.priceOf("90.0001") })
      expect(yield* Effect.flip(ada.place(off))).toMatchObject({ _tag: "OrderRejected", reason: "INVALID" })
      yield* at.gatewayFault({ garbledReject: true })
      // The client throws it into the process: the connection is begun anew, and the order is looked up.
      expect((yield* Effect.flip(ada.place(at.buy({ quantity: at.lotsOf("6000") }))))._tag).toBe("OutcomeUnknown")
      yield* eventually(ada.ended, Boolean)
    })
)

rule("a read-only API takes no orders, says so, and nothing is there", (at) =>
  Effect.gen(function* () {
    const trader = at.trader()
    const ada = yield* at.heard(trader)
    yield* at.gatewayFault({ readOnly: true })
    const error = yield* Effect.flip(ada.place(at.buy()))
    expect(error).toMatchObject({ _tag: "ExchangeUnavailable", needsUser: true })
    expect(error.message).toContain("Read-Only API")
    expect((yield* at.serverOf(trader)).gateway.user.account.orders).toEqual([])
  })
)

rule("an order outside hours is held and rests; one at market is not sent", (at) =>
  Effect.gen(function* () {
    yield* at.fault({ closed: true })
    const ada = yield* at.heard(at.trader())
    const order = at.buy()
    yield* ada.place(order)
    expect(Option.getOrThrow(yield* ada.find(order))).toMatchObject({ status: "OPEN" })
    expect(yield* Effect.flip(ada.place(market(at.buy())))).toMatchObject({ reason: "MARKET_CLOSED" })
  })
)

rule("an order that is told to be inactive and then rests was taken", (at) =>
  Effect.gen(function* () {
    yield* at.heard(at.trader())
    const ada = yield* at.heard(at.trader())
    yield* at.gatewayFault({ inactiveFirst: true })
    const order = at.buy()
    yield* ada.place(order)
    expect((yield* ada.said(order, 1)).map(({ report }) => report._tag)).toEqual(["OrderAccepted"])
  })
)

rule("what was placed by hand or by another program is listed and left alone", (at) =>
  Effect.gen(function* () {
    const trader = at.trader()
    const ada = yield* at.heard(trader)
    const { gateway } = yield* at.serverOf(trader)
    const { id } = at.book.placeElsewhere(gateway.user, Number(at.instrument.contract), "50")
    const listed = yield* eventually(ada.account.openOrders, (orders) => orders.length === 1)
    expect(listed[0]?.clientOrderId).toMatch(/^other-/)
    const error = yield* Effect.flip(
      ada.account.cancel(at.symbol, { clientOrderId: at.named("x"), exchangeOrderId: String(id) })
    )
    expect(error.message).toContain("by hand")
    expect(gateway.user.account.orders[0]?.status).toBe("Submitted")
  })
)

rule("an order that the broker ends by itself has expired, one that we took back was cancelled", (at) =>
  Effect.gen(function* () {
    const trader = at.trader()
    const ada = yield* at.heard(trader)
    const { gateway } = yield* at.serverOf(trader)
    const [ours, theirs] = [at.buy(), at.buy()]
    yield* ada.place(ours)
    yield* ada.cancel(ours)
    yield* ada.place(theirs)
    at.book.endOfQuarter(gateway.user)
    expect((yield* ada.said(ours, 2)).map(({ report }) => report._tag)).toEqual(["OrderAccepted", "OrderCancelled"])
    expect((yield* ada.said(theirs, 2)).map(({ report }) => report._tag)).toEqual(["OrderAccepted", "OrderExpired"])
  })
)
