import { Effect, Option, type Scope } from "effect"
import { describe, expect, it } from "@effect/vitest"
import type { OrderRequest } from "@tradetower/domain/order"
import { termsOf } from "@tradetower/domain/terms"
import { type AtBench, atBench, type ExchangeBench } from "./exchange-bench.ts"
import { eventually } from "./place.ts"

/** EXCH-23 to EXCH-27: an exit and a stop for the same lots, as one order. */
export const ocoRules = (name: string, bench: Effect.Effect<ExchangeBench, unknown, Scope.Scope>): void => {
  /** A trader who holds 1 at a price of 100, an exit of it at 110 with a stop at 95, and what these terms keep of the two. */
  const holding = Effect.fnUntraced(function* (at: AtBench & ExchangeBench) {
    const { buy, heard, isFuture, lotsOf, market, named, priceOf, terms, trade, trader } = at
    const { nativeStop, stopBesideExits } = termsOf(terms, market.instrument) ?? {}
    yield* trade("100")
    const trading = yield* heard(trader())
    const first = buy()
    yield* trading.place(first)
    yield* trade("90")
    yield* trading.said(first, 2)
    yield* trade("100")
    const exit: OrderRequest = {
      ...buy({ clientOrderId: named("exit"), side: "SELL", purpose: "TAKE_PROFIT", quantity: lotsOf("0.5") }),
      price: priceOf("110"),
      reduceOnly: isFuture,
      stopPrice: priceOf("95"),
      ...(nativeStop === "LIMIT" && { limitOffset: priceOf("5") })
    }
    return { ...at, ...trading, exit, keeps: stopBesideExits }
  })
  type Holding = Effect.Success<ReturnType<typeof holding>>
  const rule = (
    title: string,
    when: Holding["keeps"],
    test: (at: Holding) => Effect.Effect<void, unknown, Scope.Scope>
  ) =>
    it.live(title, () =>
      Effect.scoped(
        Effect.gen(function* () {
          const made = yield* bench
          const at = yield* holding({ ...made, ...atBench(made) })
          if (at.keeps === when) yield* test(at)
        })
      )
    )
  /** The lots of an order's fills, as they are listed. */
  const filled = ({ account, exit, sent }: Holding) =>
    Effect.map(account.fillsOf(sent(exit)), (fills) =>
      fills.map(({ report }) => (report._tag === "OrderFilled" ? Number(report.quantity) : NaN))
    )
  const sum = (lots: ReadonlyArray<number>) => lots.reduce((all, one) => all + one, 0)
  const ended = ({ exit, find }: Holding) =>
    eventually(Effect.map(find(exit), Option.getOrThrow), ({ status }) => status !== "OPEN")

  describe(`Exchange, one cancels the other: ${name}`, () => {
    rule("EXCH-23 both legs are one order, found, listed and reserved once", "OCO", (at) =>
      Effect.gen(function* () {
        const { account, exit, find, isFuture, market, place, units } = at
        const { base } = market.instrument
        const free = Effect.map(account.balances, (all) => Number(all.find(({ asset }) => asset === base)?.available))
        const before = yield* free
        const { exchangeOrderId } = yield* place(exit)
        const { price, quantity, side } = exit
        expect(Option.getOrThrow(yield* find(exit))).toMatchObject({
          exchangeOrderId,
          price,
          quantity,
          side,
          status: "OPEN"
        })
        expect((yield* account.openOrders).map(({ clientOrderId }) => clientOrderId)).toEqual([exit.clientOrderId])
        // Of a future nothing is reserved by what makes a position smaller.
        if (!isFuture) expect((yield* free) - before).toBeCloseTo(-Number(units("0.5")), 8)
      })
    )

    for (const [leg, price] of [
      ["the exit", "110"],
      ["the stop", "94"]
    ] as const)
      rule(`EXCH-24 ${leg} fills it, and neither leg rests any more`, "OCO", (at) =>
        Effect.gen(function* () {
          const { account, exit, place, said, trade } = at
          yield* place(exit)
          yield* trade(price)
          expect((yield* ended(at)).status).toBe("FILLED")
          const reports = yield* said(exit, 2)
          expect(reports.map(({ report }) => report._tag)).toEqual(["OrderAccepted", "OrderFilled"])
          const [, { report } = {}] = reports
          const worse = report?._tag === "OrderFilled" && Number(report.price) < Number(exit.price)
          expect(worse).toBe(leg === "the stop")
          expect(yield* account.openOrders).toEqual([])
          yield* trade("94")
          yield* trade("110")
          expect(yield* filled(at)).toEqual([Number(exit.quantity)])
          expect(yield* said(exit, 2)).toHaveLength(2)
        })
      )

    for (const [leg, price, then] of [
      ["the exit", "110", "94"],
      ["the stop", "94", "94"]
    ] as const)
      rule(`EXCH-25 ${leg} fills it in part, and it is open for the rest`, "OCO", (at) =>
        Effect.gen(function* () {
          const { exit, find, lotsOf, place, said, trade, tradeSome, units } = at
          if (tradeSome === undefined) return
          yield* place(exit)
          yield* tradeSome(price, units("0.2"))
          yield* said(exit, 2)
          expect(Option.getOrThrow(yield* find(exit))).toMatchObject({ status: "OPEN", filledQuantity: lotsOf("0.2") })
          yield* trade(then)
          expect((yield* ended(at)).status).toBe("FILLED")
          expect(yield* filled(at)).toEqual([lotsOf("0.2"), lotsOf("0.3")].map(Number))
          yield* trade("94")
          yield* trade("110")
          expect(sum(yield* filled(at))).toBe(Number(exit.quantity))
        })
      )

    rule("EXCH-26 a cancel takes both legs back, and one end is told", "OCO", (at) =>
      Effect.gen(function* () {
        const { account, cancel, exit, lotsOf, place, said, trade, tradeSome, units } = at
        yield* place(exit)
        if (tradeSome !== undefined) {
          yield* tradeSome("110", units("0.2"))
          yield* said(exit, 2)
          yield* trade("100")
        }
        const part = tradeSome === undefined ? 0 : Number(lotsOf("0.2"))
        yield* cancel(exit)
        const told = yield* said(exit, part > 0 ? 3 : 2)
        expect([told.at(-1)?.report._tag, Number(told.at(-1)?.filledQuantity)]).toEqual(["OrderCancelled", part])
        expect(yield* account.openOrders).toEqual([])
        yield* trade("94")
        yield* trade("110")
        expect(sum(yield* filled(at))).toBe(part)
        expect(yield* said(exit, told.length)).toHaveLength(told.length)
      })
    )

    rule("EXCH-27 is refused as a whole where there is none", "NONE", ({ account, exit, place }) =>
      Effect.gen(function* () {
        expect(yield* Effect.flip(place(exit))).toMatchObject({ _tag: "OrderRejected", reason: "INVALID" })
        expect(yield* account.openOrders).toEqual([])
      })
    )
  })
}
