import { Effect, Option, type Scope } from "effect"
import { describe, expect, it } from "@effect/vitest"
import { type AtBench, atBench, type ExchangeBench, placeAs } from "./exchange-bench.ts"
import { eventually } from "./place.ts"

/** EXCH-1 to EXCH-12, EXCH-28 and EXCH-29: orders. */
export const orderRules = (name: string, bench: Effect.Effect<ExchangeBench, unknown, Scope.Scope>): void => {
  const rule = (title: string, test: (at: AtBench & ExchangeBench) => Effect.Effect<void, unknown, Scope.Scope>) =>
    it.live(title, () => Effect.scoped(Effect.flatMap(bench, (made) => test({ ...made, ...atBench(made) }))))

  describe(`Exchange, orders: ${name}`, () => {
    rule("EXCH-1 an order that was taken is found and listed by its id", ({ buy, heard, trade, trader }) =>
      Effect.gen(function* () {
        yield* trade("100")
        const { account, find, place } = yield* heard(trader())
        const order = buy()
        const { exchangeOrderId } = yield* place(order)
        expect(exchangeOrderId).not.toBe("")
        expect(Option.getOrThrow(yield* find(order)).exchangeOrderId).toBe(exchangeOrderId)
        expect((yield* account.openOrders).map((state) => state.exchangeOrderId)).toEqual([exchangeOrderId])
      })
    )

    rule("EXCH-2 an order that is there is answered, never doubled, open or ended", ({ buy, heard, trade, trader }) =>
      Effect.gen(function* () {
        yield* trade("100")
        const { account, place, said } = yield* heard(trader())
        const order = buy()
        const first = yield* place(order)
        expect(yield* place(order)).toEqual(first)
        expect(yield* account.openOrders).toHaveLength(1)
        yield* trade("89")
        yield* said(order, 2)
        expect(yield* place(order)).toEqual(first)
        expect(yield* account.openOrders).toEqual([])
        expect((yield* account.fills(undefined)).fills).toHaveLength(1)
      })
    )

    rule(
      "EXCH-3 another order under the same id is an alarm, not a success",
      ({ buy, heard, lotsOf, priceOf, trade, trader }) =>
        Effect.gen(function* () {
          yield* trade("100")
          const { account, find, place } = yield* heard(trader())
          const order = buy()
          yield* place(order)
          const before = yield* find(order)
          for (const change of [{ quantity: lotsOf("2") }, { price: priceOf("91") }, { side: "SELL" }] as const) {
            const error = yield* Effect.flip(place({ ...order, ...change }))
            expect(error).toMatchObject({ _tag: "OrderDiffers", clientOrderId: order.clientOrderId })
          }
          expect(yield* find(order)).toEqual(before)
          expect(yield* account.openOrders).toHaveLength(1)
        })
    )

    rule(
      "EXCH-4 what was refused is refused with its reason, also when it is sent again",
      ({ buy, heard, lotsOf, trade, trader }) =>
        Effect.gen(function* () {
          yield* trade("100")
          const { account, place } = yield* heard(trader())
          const dear = buy({ quantity: lotsOf("6000") })
          for (const _ of [1, 2]) {
            const error = yield* Effect.flip(place(dear))
            expect(error).toMatchObject({
              _tag: "OrderRejected",
              clientOrderId: dear.clientOrderId,
              reason: "INSUFFICIENT_FUNDS"
            })
            expect(error.message).not.toBe("")
          }
          expect(yield* account.openOrders).toEqual([])
        })
    )

    rule("EXCH-5 a long id travels unchanged", ({ buy, heard, named, trade, trader }) =>
      Effect.gen(function* () {
        yield* trade("100")
        const { account, find, place } = yield* heard(trader())
        const order = buy({ clientOrderId: named("0123456789-RESERVATION-1").slice(0, 40) as ReturnType<typeof named> })
        yield* place(order)
        expect(order.clientOrderId.length).toBeGreaterThan(35)
        expect(Option.getOrThrow(yield* find(order)).clientOrderId).toBe(order.clientOrderId)
        expect((yield* account.openOrders).map(({ clientOrderId }) => clientOrderId)).toEqual([order.clientOrderId])
      })
    )

    rule("EXCH-6 an answer that got lost is an unknown outcome, and the order is found", (at) =>
      Effect.gen(function* () {
        const { buy, heard, loseAnswers, trade, trader } = at
        if (loseAnswers === undefined) return
        yield* trade("100")
        const { account, find, place } = yield* heard(trader())
        const order = buy()
        yield* loseAnswers(true)
        expect((yield* Effect.flip(place(order)))._tag).toBe("OutcomeUnknown")
        yield* loseAnswers(false)
        yield* eventually(find(order), Option.isSome)
        yield* place(order)
        expect(yield* account.openOrders).toHaveLength(1)
      })
    )

    rule("EXCH-7 what was turned away unread is not there, and its cause is told", (at) =>
      Effect.gen(function* () {
        const { buy, heard, trade, trader, turnAway } = at
        if (turnAway === undefined) return
        yield* trade("100")
        const { find, place } = yield* heard(trader())
        const order = buy()
        yield* turnAway(true)
        expect(yield* Effect.flip(place(order))).toMatchObject({
          _tag: "ExchangeUnavailable",
          retryable: true,
          cause: "LIMITED"
        })
        yield* turnAway(false)
        expect(Option.isNone(yield* find(order))).toBe(true)
      })
    )

    rule("EXCH-28 an id to be sent under is given once, and asking for it places nothing", (at) =>
      Effect.gen(function* () {
        const { open, restart, trade, trader } = at
        yield* trade("100")
        const who = trader()
        const { nextId, openOrders } = yield* open(who)
        if (nextId === undefined) return
        const given = [yield* nextId, yield* nextId]
        expect(yield* openOrders).toEqual([])
        if (restart !== undefined) yield* restart
        const again = (yield* open(who)).nextId
        expect(again).toBeDefined()
        given.push(yield* again ?? nextId)
        expect(new Set(given).size).toBe(3)
      })
    )

    rule("EXCH-29 what was kept before sending makes an order one, whenever who sends it dies", (at) =>
      Effect.gen(function* () {
        const { buy, loseAnswers, open, restart, sent, symbol, trade, trader } = at
        yield* trade("100")
        const who = trader()
        const first = yield* open(who)
        if (first.nextId === undefined) return
        const order = buy()
        const kept = new Map([[order.clientOrderId, yield* first.nextId]])
        // It dies here: kept, and not sent.
        if (restart !== undefined) yield* restart
        const second = yield* open(who)
        expect(Option.isNone(yield* second.find(sent(order)))).toBe(true)
        yield* loseAnswers?.(true) ?? Effect.void
        yield* Effect.result(placeAs(second, symbol, order, kept))
        yield* loseAnswers?.(false) ?? Effect.void
        // And here: sent, and the answer not heard.
        if (restart !== undefined) yield* restart
        const third = yield* open(who)
        const { exchangeOrderId } = yield* placeAs(third, symbol, order, kept)
        expect((yield* third.openOrders).map((state) => state.exchangeOrderId)).toEqual([exchangeOrderId])
      })
    )

    rule("EXCH-8 a cancel is asked for, as often as one likes; the end is reported", ({ buy, heard, trade, trader }) =>
      Effect.gen(function* () {
        yield* trade("100")
        const { account, cancel, find, place, said } = yield* heard(trader())
        const order = buy()
        yield* place(order)
        yield* cancel(order)
        const reports = yield* said(order, 2)
        expect(reports.map(({ report }) => report._tag)).toEqual(["OrderAccepted", "OrderCancelled"])
        yield* cancel(order)
        yield* cancel(buy())
        expect(Option.getOrThrow(yield* find(order)).status).toBe("CANCELLED")
        expect(yield* account.openOrders).toEqual([])
        expect(yield* said(order, 2)).toHaveLength(2)
      })
    )

    rule("EXCH-9 many are taken back at once, and no other", ({ buy, heard, sent, trade, trader }) =>
      Effect.gen(function* () {
        yield* trade("100")
        const { account, place, said } = yield* heard(trader())
        if (account.cancelAll === undefined) return
        const [first, second, third] = [buy(), buy(), buy()]
        for (const order of [first, second, third]) yield* place(order)
        yield* account.cancelAll([sent(first), sent(second)])
        yield* said(first, 2)
        yield* said(second, 2)
        expect((yield* account.openOrders).map(({ clientOrderId }) => clientOrderId)).toEqual([third.clientOrderId])
      })
    )

    rule("EXCH-10 an order is found as it was placed, also after its end; one never placed is not", (at) =>
      Effect.gen(function* () {
        const { buy, heard, lotsOf, trade, trader } = at
        yield* trade("100")
        const { find, place, said } = yield* heard(trader())
        const order = buy({ quantity: lotsOf("0.5") })
        expect(Option.isNone(yield* find(order))).toBe(true)
        yield* place(order)
        const { price, quantity, side } = order
        const state = Option.getOrThrow(yield* find(order))
        expect(state).toMatchObject({ price, quantity, side, status: "OPEN", filledQuantity: 0 })
        expect(state.placedAt).toBeGreaterThan(0)
        yield* trade("89")
        yield* said(order, 2)
        const after = Option.getOrThrow(yield* find(order))
        expect(after).toMatchObject({
          price,
          quantity,
          side,
          status: "FILLED",
          filledQuantity: quantity,
          placedAt: state.placedAt
        })
      })
    )

    rule("EXCH-11 what rests is listed, and nothing else", ({ buy, heard, priceOf, trade, trader }) =>
      Effect.gen(function* () {
        yield* trade("100")
        const { account, cancel, place, said } = yield* heard(trader())
        const [rests, goes, fills] = [buy({ price: priceOf("50") }), buy({ price: priceOf("50") }), buy()]
        for (const order of [rests, goes, fills]) yield* place(order)
        yield* cancel(goes)
        yield* trade("89")
        yield* said(goes, 2)
        yield* said(fills, 2)
        expect((yield* account.openOrders).map(({ clientOrderId }) => clientOrderId)).toEqual([rests.clientOrderId])
      })
    )

    rule("EXCH-12 an order has ended once its fills are listed", ({ buy, heard, sent, trade, trader }) =>
      Effect.gen(function* () {
        yield* trade("100")
        const { account, find, place } = yield* heard(trader())
        const order = buy()
        yield* place(order)
        yield* trade("89")
        const state = yield* eventually(Effect.map(find(order), Option.getOrThrow), ({ status }) => status !== "OPEN")
        const listed = (yield* account.fillsOf(sent(order))).map(({ report }) =>
          report._tag === "OrderFilled" ? Number(report.quantity) : 0
        )
        expect([state.status, listed.reduce((sum, lots) => sum + lots, 0)]).toEqual([
          "FILLED",
          Number(state.filledQuantity)
        ])
      })
    )
  })
}
