import { describe, expect } from "@effect/vitest"
import { Effect, Logger, Option } from "effect"
import { FEES } from "../standins/coinbase/account.ts"
import type { RequestFault } from "../standins/coinbase/faults.ts"
import { lotsOn, priceOn } from "../system/limit-buy.ts"
import { coinbaseMarket as market, openAt } from "./coinbase-bench.ts"
import { buy, rule, sent, symbol } from "./coinbase-trading.ts"

describe("Coinbase, requests", () => {
  for (const ahead of [120_000, -120_000])
    rule(`its clock is ${ahead / 1000} s ahead of ours: measured, and signed by`, ({ account, place, server }) =>
      Effect.gen(function* () {
        server.ways.clockAhead = ahead
        const said: Array<unknown> = []
        const logger = Logger.make(({ message }) => void said.push(message))
        yield* place(buy()).pipe(Effect.provide(Logger.layer([logger])))
        expect(said.flat().join()).toContain(`120 s ${ahead > 0 ? "behind" : "ahead"}`)
        expect(yield* account.openOrders).toHaveLength(1)
      })
    )

  for (const ahead of [240_000, -240_000])
    rule(`what was sent is found though its clock is ${ahead / 1000} s ahead of ours`, ({ account, place, server }) =>
      Effect.gen(function* () {
        server.ways.clockAhead = ahead
        yield* account.balances
        const order = buy()
        server.faults.push("CUT_AFTER_ACCEPT")
        expect((yield* Effect.flip(place(order)))._tag).toBe("OutcomeUnknown")
        expect(Option.isSome(yield* account.find(sent(order)))).toBe(true)
        expect(yield* account.openOrders).toHaveLength(1)
        server.trade(symbol, "90")
        expect((yield* account.fills(undefined)).fills).toHaveLength(1)
      })
    )

  rule("a key that is let in no more needs its trader, and is asked with once more only", ({ account, server }) =>
    Effect.gen(function* () {
      server.faults.push("UNAUTHORIZED", "UNAUTHORIZED")
      const before = server.asked.length
      expect(yield* Effect.flip(account.balances)).toMatchObject({
        _tag: "ExchangeUnavailable",
        retryable: false,
        cause: "REVOKED",
        needsUser: true
      })
      // Twice, and once for the time between.
      expect(server.asked.length - before).toBe(3)
      yield* account.balances
    })
  )

  rule("a key that lost the right to trade says so, and nothing rests", ({ account, place, server }) =>
    Effect.gen(function* () {
      for (const { rights } of server.admitted.values()) rights.trade = false
      expect(yield* Effect.flip(place(buy()))).toMatchObject({ retryable: false, cause: "REVOKED", needsUser: true })
      expect(yield* account.openOrders).toEqual([])
    })
  )

  const reads: ReadonlyArray<readonly [RequestFault, object]> = [
    ["HTML_502", { retryable: true, cause: "MAINTENANCE" }],
    ["HTML_503", { retryable: true, cause: "MAINTENANCE" }],
    ["HTML_404", { retryable: true, cause: "NETWORK" }],
    ["TEXT_429", { retryable: true, cause: "LIMITED" }],
    ["FORBIDDEN", { retryable: false, cause: "REVOKED" }],
    ["OTHER_SHAPE", { retryable: true }]
  ]
  for (const [fault, error] of reads)
    rule(`${fault} to a question makes it unavailable`, ({ account, server }) =>
      Effect.gen(function* () {
        server.faults.push(fault)
        expect(yield* Effect.flip(account.balances)).toMatchObject({ _tag: "ExchangeUnavailable", ...error })
      })
    )

  const orders: ReadonlyArray<readonly [fault: RequestFault, tag: string, rests: boolean]> = [
    ["HTML_502", "OutcomeUnknown", false],
    ["HTML_502_AFTER_ACCEPT", "OutcomeUnknown", true],
    ["JSON_500_AFTER_ACCEPT", "OutcomeUnknown", true],
    ["CUT_AFTER_ACCEPT", "OutcomeUnknown", true],
    ["OTHER_SHAPE", "OutcomeUnknown", true],
    ["TEXT_429", "ExchangeUnavailable", false]
  ]
  for (const [fault, tag, rests] of orders)
    rule(`${fault} to an order: ${tag}, and sent again it is one`, ({ account, place, server }) =>
      Effect.gen(function* () {
        const order = buy()
        server.faults.push(fault)
        expect((yield* Effect.flip(place(order)))._tag).toBe(tag)
        expect(Option.isSome(yield* account.find(sent(order)))).toBe(rests)
        yield* place(order)
        expect(yield* account.openOrders).toHaveLength(1)
        expect(server.book.user("ada").orders.size).toBe(1)
      })
    )

  rule("a page of whoever stands between is no word on an order", ({ account, place, server }) =>
    Effect.gen(function* () {
      const order = buy()
      const { exchangeOrderId } = yield* place(order)
      server.faults.push("HTML_404")
      expect((yield* Effect.flip(account.find({ ...sent(order), exchangeOrderId })))._tag).toBe("ExchangeUnavailable")
      server.faults.push("HTML_404")
      expect((yield* Effect.flip(account.openOrders))._tag).toBe("ExchangeUnavailable")
      expect(yield* account.openOrders).toHaveLength(1)
    })
  )

  rule("a pause that it does not name grows while it goes on", ({ account, server }) =>
    Effect.gen(function* () {
      const pauses: Array<number> = []
      for (const _ of [1, 2]) {
        server.faults.push("TEXT_429")
        const error = yield* Effect.flip(account.balances)
        pauses.push(error.retryAfter ?? 0)
      }
      expect(pauses).toEqual([1_000, 2_000])
    })
  )

  for (const refuses of [false, true])
    rule(
      `an id that is there already ${refuses ? "is refused by name" : "is answered"}: compared before it counts`,
      ({ account, key, place, server }) =>
        Effect.gen(function* () {
          server.ways.refusesDuplicates = refuses
          const order = buy()
          const first = yield* place(order)
          expect(yield* place(order)).toEqual(first)
          // After a restart it is looked for before it is sent again.
          const again = yield* openAt(server, key)
          yield* again.find(sent(order))
          expect(yield* again.place(symbol, order)).toEqual(first)
          const other = { ...order, side: "SELL" } as const
          expect((yield* Effect.flip(again.place(symbol, other)))._tag).toBe("OrderDiffers")
          expect(yield* account.openOrders).toHaveLength(1)
        })
    )

  rule("an id that was looked for and not listed yet is compared, too, when it is sent again", (at) =>
    Effect.gen(function* () {
      const { key, place, server } = at
      const order = buy()
      yield* place(order)
      const [there] = server.book.user("ada").live
      if (there === undefined) throw new Error("nothing rests")
      // The process that sent it died, and the next one looks too soon.
      there.listedAt = Infinity
      const next = yield* openAt(server, key)
      expect(Option.isNone(yield* next.find(sent(order)))).toBe(true)
      there.listedAt = 0
      const other = { ...order, quantity: lotsOn(market, "2") }
      expect((yield* Effect.flip(next.place(symbol, other)))._tag).toBe("OrderDiffers")
    })
  )

  rule("many are taken back a hundred at a time, and nothing is sent for none", ({ account, place, server }) =>
    Effect.gen(function* () {
      const all = Array.from({ length: 250 }, () => buy({ price: priceOn(market, "1"), quantity: lotsOn(market, "1") }))
      for (const order of all) yield* place(order)
      const before = server.asked.length
      yield* account.cancelAll?.(all.map((order) => ({ symbol, ...order }))) ?? Effect.void
      yield* account.cancelAll?.([]) ?? Effect.void
      const sizes = server.asked
        .slice(before)
        .map(({ body }) => (JSON.parse(body) as { readonly order_ids: ReadonlyArray<string> }).order_ids.length)
      expect(sizes).toEqual([100, 100, 50])
      expect(yield* account.openOrders).toEqual([])
    })
  )

  rule("a cancel that is said to have failed, of what ended all the same, is none", ({ account, place, server }) =>
    Effect.gen(function* () {
      const order = buy()
      yield* place(order)
      server.faults.push("CANCEL_SAYS_FAILED")
      yield* account.cancel(symbol, order)
      expect(yield* account.openOrders).toEqual([])
    })
  )

  for (const [takes, reason] of [
    ["LIMIT", "INVALID"],
    ["CANCEL", "MARKET_CLOSED"],
    ["NONE", "MARKET_CLOSED"]
  ] as const)
    rule(`a pair that takes ${takes} refuses with ${reason}`, ({ place, server }) =>
      Effect.gen(function* () {
        const product = server.products.get(symbol)
        if (product !== undefined) product.takes = takes
        const { price: _, ...order } = buy({ type: "MARKET", timeInForce: "IOC" })
        expect(yield* Effect.flip(place(order))).toMatchObject({ _tag: "OrderRejected", reason })
      })
    )

  rule("a pair's first stop is previewed, once, and where it takes none nothing is sent", (at) =>
    Effect.gen(function* () {
      const { account, place, server } = at
      const stop = () =>
        buy({
          side: "SELL",
          type: "STOP",
          purpose: "STOP_LOSS",
          price: priceOn(market, "80"),
          limitOffset: priceOn(market, "4"),
          quantity: lotsOn(market, "0.5")
        })
      const asked = (path: string) => server.asked.filter((one) => one.path.endsWith(path)).length
      const product = server.products.get(symbol)
      if (product === undefined) throw new Error("it is not traded")
      const { wallets } = server.book.user("ada")
      wallets.set("BTC", { total: "10" as never, hold: "0" as never })
      // What is not answered, or answered in another shape, is no word: the order itself tells.
      for (const fault of ["OTHER_SHAPE", "HTML_502"] as const) {
        server.faults.push(fault)
        yield* place(stop())
      }
      yield* place(stop())
      yield* place(stop())
      expect([asked("/orders/preview"), asked("/orders")]).toEqual([3, 4])
      expect(yield* account.openOrders).toHaveLength(4)
      product.withoutStops = true
      const again = yield* openAt(server, at.key)
      for (let nth = 0; nth < 2; nth++)
        expect(yield* Effect.flip(again.place(symbol, stop()))).toMatchObject({
          _tag: "OrderRejected",
          reason: "INVALID",
          message: expect.stringContaining("watched here") as string
        })
      expect([asked("/orders/preview"), asked("/orders")]).toEqual([4, 4])
    })
  )

  rule("pages are read to their end: orders, fills and wallets", ({ account, place, server }) =>
    Effect.gen(function* () {
      server.api.ordersAPage = 7
      for (let i = 0; i < 20; i++) yield* place(buy({ quantity: lotsOn(market, "0.1") }))
      expect(yield* account.openOrders).toHaveLength(20)
      server.trade(symbol, "90")
      expect((yield* account.fills(undefined)).fills).toHaveLength(20)
      const balances = yield* account.balances
      // What is staked, or stands behind futures, is none of it.
      const held = balances.map(({ asset, total }) => [asset, Number(total)])
      const { wallets } = server.book.user("ada")
      expect(held).toContainEqual(["BTC", 2])
      expect(held).toContainEqual(["USD", Number(wallets.get("USD")?.total)])
    })
  )

  rule("what the account is charged is told as Coinbase says it, with the name of its tier", ({ account }) =>
    Effect.gen(function* () {
      const fees = yield* account.fees ?? Effect.die("it tells none")
      const rates = { name: "Advanced 1", makerRate: FEES.maker, takerRate: FEES.taker }
      expect(fees).toEqual([
        { of: "CRYPTO", ...rates },
        { of: "FUTURES", ...rates }
      ])
    })
  )
})
