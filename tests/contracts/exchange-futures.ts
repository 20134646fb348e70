import { Effect, type Scope } from "effect"
import { describe, expect, it } from "@effect/vitest"
import type { OrderRequest } from "@tradetower/domain/order"
import { type AtBench, atBench, type ExchangeBench } from "./exchange-bench.ts"
import { eventually } from "./place.ts"

/** EXCH-30 to EXCH-34: futures whose positions share one margin, one position an instrument. */
export const futureRules = (name: string, bench: Effect.Effect<ExchangeBench, unknown, Scope.Scope>): void => {
  /** A trader with nothing, where the market is at 100. */
  const trading = Effect.fnUntraced(function* (at: AtBench & ExchangeBench) {
    const { buy, heard, named, lotsOf, priceOf, symbol, trade, trader } = at
    yield* trade("100")
    const who = trader()
    const hers = yield* heard(who)
    const atMarket = (side: "BUY" | "SELL", quantity: string, over: Partial<OrderRequest> = {}): OrderRequest => {
      const { price: _, ...order } = buy({ clientOrderId: named("now"), side, quantity: lotsOf(quantity), ...over })
      return { ...order, type: "MARKET", timeInForce: "IOC" }
    }
    return {
      ...at,
      ...hers,
      who,
      atMarket,
      /** Sells what is held, once the price is at 110. */
      exit: (quantity: string): OrderRequest =>
        buy({
          clientOrderId: named("exit"),
          side: "SELL",
          purpose: "TAKE_PROFIT",
          price: priceOf("110"),
          quantity: lotsOf(quantity),
          reduceOnly: true
        }),
      held: Effect.map(hers.account.positions, (all) => all.find((one) => one.symbol === symbol)),
      margin: Effect.map(hers.account.margin ?? Effect.succeed([]), ([one]) => ({
        available: Number(one?.available),
        buffer: Number(one?.buffer)
      })),
      /** What was said of what happened to a position, or to an order of any kind. */
      told: (tag: string) =>
        eventually(
          Effect.sync(() =>
            hers.news.flatMap((item) => (item._tag === "Reported" && item.report._tag === tag ? [item] : []))
          ),
          (all) => all.length > 0
        )
    }
  })
  type Trading = Effect.Success<ReturnType<typeof trading>>
  const rule = (title: string, test: (at: Trading) => Effect.Effect<void, unknown, Scope.Scope>) =>
    it.live(title, () =>
      Effect.scoped(
        Effect.gen(function* () {
          const made = yield* bench
          if (made.market.instrument.kind === "FUTURES") yield* test(yield* trading({ ...made, ...atBench(made) }))
        })
      )
    )

  describe(`Exchange, futures: ${name}`, () => {
    rule("EXCH-30 one margin stands behind all of it, and moves with the price", (at) =>
      Effect.gen(function* () {
        const { atMarket, buy, cancel, lotsOf, margin, place, said, trade } = at
        expect(yield* margin).toEqual({ available: 100_000, buffer: 100_000 })
        const rests = buy({ quantity: lotsOf("100") })
        yield* place(rests)
        const reserved = yield* margin
        expect(reserved.available).toBeLessThan(99_000)
        yield* cancel(rests)
        yield* said(rests, 2)
        expect((yield* margin).available).toBe(100_000)
        const first = atMarket("BUY", "100")
        yield* place(first)
        yield* said(first, 2)
        const before = yield* margin
        expect(before.available).toBeLessThan(99_000)
        yield* trade("80")
        const after = yield* margin
        expect(before.buffer - after.buffer).toBeGreaterThan(1_000)
      })
    )

    rule("EXCH-31 there is one position: what is sold beyond it turns it round", (at) =>
      Effect.gen(function* () {
        const { atMarket, held, place, said } = at
        expect(yield* held).toMatchObject({ long: "0", short: "0" })
        for (const [side, quantity, position] of [
          ["BUY", "2", { long: "2", short: "0" }],
          ["SELL", "3", { long: "0", short: "1" }],
          ["BUY", "1", { long: "0", short: "0" }]
        ] as const) {
          const order = atMarket(side, quantity)
          yield* place(order)
          const [, filled] = yield* said(order, 2)
          expect(filled?.report).toMatchObject({ _tag: "OrderFilled", quantity: order.quantity })
          const now = yield* held
          expect([Number(now?.long), Number(now?.short)]).toEqual([Number(position.long), Number(position.short)])
        }
      })
    )

    rule("EXCH-32 what is only to reduce never turns a position round, alone or with those beside it", (at) =>
      Effect.gen(function* () {
        const { atMarket, cancel, exit, held, place, said, trade } = at
        const refused = { _tag: "OrderRejected", reason: "REDUCE_ONLY" }
        expect(yield* Effect.flip(place(exit("0.5")))).toMatchObject(refused)
        const first = atMarket("BUY", "1")
        yield* place(first)
        yield* said(first, 2)
        expect(yield* Effect.flip(place(exit("1.5")))).toMatchObject(refused)
        // Side by side: no two of them are looked at at once.
        const all = [exit("0.4"), exit("0.4"), exit("0.4")]
        const results = yield* Effect.forEach(all, (order) => Effect.result(place(order)), { concurrency: "unbounded" })
        expect(results.map(({ _tag }) => _tag).toSorted()).toEqual(["Failure", "Success", "Success"])
        const resting = all.filter((_, index) => results[index]?._tag === "Success")
        const [goes, fills] = resting
        if (goes === undefined || fills === undefined) return
        yield* cancel(goes)
        yield* said(goes, 2)
        yield* place(atMarket("SELL", "0.6", { reduceOnly: true, purpose: "CLOSE" }))
        yield* trade("110")
        yield* said(fills, 2)
        const left = yield* eventually(held, (one) => Number(one?.long) === 0)
        expect(Number(left?.short)).toBe(0)
        expect(yield* Effect.flip(place(exit("0.1")))).toMatchObject(refused)
      })
    )

    rule("EXCH-33 what the exchange closes itself is told by the order that traded last, and listed", (at) =>
      Effect.gen(function* () {
        const { account, atMarket, held, liquidate, lotsOf, place, priceOf, said, told, trade, who } = at
        if (liquidate === undefined) return
        const order = atMarket("BUY", "2")
        yield* place(order)
        yield* said(order, 2)
        yield* trade("70")
        yield* liquidate(who)
        const [{ report } = {}] = yield* told("PositionLiquidated")
        expect(report).toMatchObject({
          clientOrderId: order.clientOrderId,
          side: "SELL",
          price: priceOf("70"),
          quantity: lotsOf("2")
        })
        expect(Number((yield* held)?.long)).toBe(0)
        const { fills } = yield* account.fills(undefined)
        expect(fills.map((fill) => fill.report._tag)).toEqual(["OrderFilled", "PositionLiquidated"])
        expect(fills.at(-1)?.report).toEqual(report)
      })
    )

    rule("EXCH-34 a contract's end ends its orders, and what was held is held no more", (at) =>
      Effect.gen(function* () {
        const { atMarket, exit, expire, held, place, said, told } = at
        if (expire === undefined) return
        const first = atMarket("BUY", "1")
        yield* place(first)
        yield* said(first, 2)
        const rests = exit("1")
        yield* place(rests)
        yield* expire
        const [one] = yield* told("OrderExpired")
        expect([one?.report.clientOrderId, one?.filledQuantity]).toEqual([rests.clientOrderId, 0])
        const left = yield* held
        expect([Number(left?.long), Number(left?.short)]).toEqual([0, 0])
      })
    )
  })
}
