import { Effect, Option, type Scope } from "effect"
import { describe, expect, it } from "@effect/vitest"
import type { AccountFill } from "@tradetower/execution"
import { type AtBench, atBench, type ExchangeBench } from "./exchange-bench.ts"
import { eventually } from "./place.ts"

const tradeIds = (fills: ReadonlyArray<AccountFill>) =>
  fills.map(({ report }) => (report._tag === "OrderFilled" ? report.tradeId : report._tag))

/** EXCH-13 to EXCH-21: fills, reports and what an account holds. */
export const newsRules = (name: string, bench: Effect.Effect<ExchangeBench, unknown, Scope.Scope>): void => {
  const rule = (title: string, test: (at: AtBench & ExchangeBench) => Effect.Effect<void, unknown, Scope.Scope>) =>
    it.live(title, () => Effect.scoped(Effect.flatMap(bench, (made) => test({ ...made, ...atBench(made) }))))

  describe(`Exchange, news: ${name}`, () => {
    rule(
      "EXCH-13 a fill is reported and listed under one trade id, at its price",
      ({ buy, heard, priceOf, sent, trade, trader }) =>
        Effect.gen(function* () {
          yield* trade("100")
          const { account, place, said } = yield* heard(trader())
          const order = buy()
          yield* place(order)
          yield* trade("90")
          const report = (yield* said(order, 2))[1]?.report
          expect(report).toMatchObject({ _tag: "OrderFilled", price: priceOf("90"), quantity: order.quantity })
          expect((yield* account.fills(undefined)).fills.map((fill) => fill.report)).toEqual([report])
          expect((yield* account.fillsOf(sent(order))).map((fill) => fill.report)).toEqual([report])
        })
    )

    rule(
      "EXCH-14 fills are listed oldest first, after a cursor only the later ones",
      ({ buy, heard, priceOf, trade, trader }) =>
        Effect.gen(function* () {
          yield* trade("100")
          const { account, place, said } = yield* heard(trader())
          const [first, second] = [buy(), buy({ price: priceOf("80") })]
          for (const order of [first, second]) yield* place(order)
          yield* trade("90")
          yield* said(first, 2)
          const { cursor, fills } = yield* account.fills(undefined)
          expect(fills).toHaveLength(1)
          yield* trade("80")
          yield* said(second, 2)
          const all = tradeIds((yield* account.fills(undefined)).fills)
          const later = yield* account.fills(cursor)
          expect(all).toHaveLength(2)
          expect(all[0]).toBe(tradeIds(fills)[0])
          expect(tradeIds(later.fills).at(-1)).toBe(all[1])
          expect(later.fills.length).toBeLessThanOrEqual(2)
          const none = tradeIds((yield* account.fills(later.cursor)).fills)
          expect(none.filter((id) => !all.includes(id))).toEqual([])
        })
    )

    rule("EXCH-15 the fills of an order are listed, and no other's", ({ buy, heard, sent, trade, trader }) =>
      Effect.gen(function* () {
        yield* trade("100")
        const { account, place, said } = yield* heard(trader())
        const [first, second] = [buy(), buy()]
        for (const order of [first, second]) yield* place(order)
        yield* trade("90")
        yield* said(first, 2)
        yield* said(second, 2)
        const of = yield* account.fillsOf(sent(second))
        expect(of.map(({ report }) => report.clientOrderId)).toEqual([second.clientOrderId])
      })
    )

    rule(
      "EXCH-16 reports begin with Connected, and come in the order of what happened",
      ({ buy, heard, trade, trader }) =>
        Effect.gen(function* () {
          yield* trade("100")
          const { news, place, said } = yield* heard(trader())
          const order = buy()
          yield* place(order)
          yield* trade("90")
          const reports = yield* said(order, 2)
          expect(reports.map(({ report }) => report._tag)).toEqual(["OrderAccepted", "OrderFilled"])
          expect(news[0]?._tag).toBe("Connected")
        })
    )

    rule("EXCH-17 the end of an order names what was filled of it", ({ buy, heard, trade, trader }) =>
      Effect.gen(function* () {
        yield* trade("100")
        const { cancel, place, said } = yield* heard(trader())
        const order = buy()
        yield* place(order)
        yield* cancel(order)
        expect((yield* said(order, 2))[1]?.filledQuantity).toBe(0)
      })
    )

    rule("EXCH-18 reports that broke fail; connected anew, what was filled meanwhile is listed", (at) =>
      Effect.gen(function* () {
        const { breakStreams, buy, heard, trade, trader } = at
        if (breakStreams === undefined) return
        yield* trade("100")
        const { account, ended, listenAgain, news, place } = yield* heard(trader())
        const order = buy()
        yield* place(order)
        yield* breakStreams
        yield* eventually(ended, Boolean)
        yield* trade("90")
        yield* listenAgain
        yield* eventually(
          Effect.sync(() => news.filter(({ _tag }) => _tag === "Connected").length),
          (times) => times === 2
        )
        // Some list what was filled a while after it was.
        const { fills } = yield* eventually(account.fills(undefined), (listed) => listed.fills.length > 0)
        expect(fills.map(({ report }) => report.clientOrderId)).toEqual([order.clientOrderId])
      })
    )

    rule("EXCH-19 balances tell all that is held, and what is free of it", (at) =>
      Effect.gen(function* () {
        const { buy, heard, isFuture, market, trade, trader } = at
        // What futures tie up is told as their margin (EXCH-30).
        if (isFuture) return
        yield* trade("100")
        const { account, cancel, place, said } = yield* heard(trader())
        const { base, quote } = market.instrument
        const of = (asset: string) =>
          Effect.map(account.balances, (all) => {
            const found = all.find((each) => each.asset === asset)
            return [Number(found?.total ?? 0), Number(found?.available ?? 0)] as const
          })
        expect(yield* of(quote)).toEqual([100_000, 100_000])
        const [goes, fills] = [buy(), buy()]
        yield* place(goes)
        const [total, available] = yield* of(quote)
        expect(total).toBe(100_000)
        expect(available).toBeLessThanOrEqual(99_910)
        yield* cancel(goes)
        yield* said(goes, 2)
        expect(yield* of(quote)).toEqual([100_000, 100_000])
        yield* place(fills)
        yield* trade("90")
        yield* said(fills, 2)
        expect((yield* of(quote))[0]).toBeLessThanOrEqual(99_910)
        expect((yield* of(base))[0]).toBeGreaterThan(0.99)
      })
    )

    rule("EXCH-22 positions tell what is held, also that nothing is", ({ buy, heard, symbol, trade, trader }) =>
      Effect.gen(function* () {
        yield* trade("100")
        const { account, place, said } = yield* heard(trader())
        const held = Effect.map(account.positions, (all) => all.find((position) => position.symbol === symbol))
        expect(yield* held).toMatchObject({ long: "0", short: "0" })
        const order = buy()
        yield* place(order)
        yield* trade("90")
        yield* said(order, 2)
        expect(Number((yield* held)?.long)).toBeGreaterThan(0.99)
      })
    )

    rule("EXCH-20 an account opened again is the same", (at) =>
      Effect.gen(function* () {
        const { buy, heard, open, priceOf, restart, sent, trade, trader } = at
        yield* trade("100")
        const who = trader()
        const { account, place, said } = yield* heard(who)
        const [rests, fills, later] = [buy({ price: priceOf("50") }), buy(), buy({ price: priceOf("80") })]
        for (const order of [rests, fills, later]) yield* place(order)
        yield* trade("90")
        yield* said(fills, 2)
        const { cursor, fills: before } = yield* account.fills(undefined)
        if (restart !== undefined) yield* restart
        const again = yield* open(who)
        yield* trade("85")
        expect(Option.getOrThrow(yield* again.find(sent(rests))).status).toBe("OPEN")
        expect((yield* again.fills(undefined)).fills).toEqual(before)
        yield* trade("80")
        const after = yield* eventually(again.fills(cursor), ({ fills: some }) => some.length > 0)
        expect(after.fills.at(-1)?.report.clientOrderId).toBe(later.clientOrderId)
      })
    )

    rule("EXCH-21 accounts see nothing of each other", ({ buy, heard, sent, trade, trader }) =>
      Effect.gen(function* () {
        yield* trade("100")
        const [ada, ben] = [yield* heard(trader()), yield* heard(trader())]
        const [hers, his] = [buy(), buy()]
        yield* ada.place(hers)
        yield* ben.place(his)
        yield* trade("90")
        yield* ada.said(hers, 2)
        yield* ben.said(his, 2)
        expect(Option.isNone(yield* ben.account.find(sent(hers)))).toBe(true)
        expect((yield* ben.account.fills(undefined)).fills.map(({ report }) => report.clientOrderId)).toEqual([
          his.clientOrderId
        ])
        expect(yield* ben.account.fillsOf(sent(hers))).toEqual([])
        expect(
          ben.news.some((item) => item._tag === "Reported" && item.report.clientOrderId === hers.clientOrderId)
        ).toBe(false)
      })
    )
  })
}
