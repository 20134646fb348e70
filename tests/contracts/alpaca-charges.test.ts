import { Effect } from "effect"
import { describe, expect } from "@effect/vitest"
import type { FillCursor } from "@tradetower/execution"
import { big, type Decimal, minus, zero } from "@tradetower/domain/number"
import { type At, atMarket, rule, words } from "./alpaca-rule.ts"

/** What an account is told to hold: what was bought and sold, less what that cost, the newest word of each order. */
const counted = (at: At) => {
  const { market } = at
  const trades = new Map<string, { readonly id: string; readonly base: bigint }>()
  const costs = new Map<string, bigint>()
  const sides = new Map<string, "BUY" | "SELL">()
  return {
    sides,
    take: Effect.fnUntraced(function* (
      account: Effect.Success<ReturnType<At["heard"]>>["account"],
      cursor?: FillCursor
    ) {
      const listed = yield* account.fills(cursor)
      for (const { report } of listed.fills)
        if (report._tag === "OrderFilled") {
          const id = report.clientOrderId
          const base = big(market.baseOf(report.quantity))
          const fee = report.fee._tag === "Base" ? big(report.fee.amount) : 0n
          trades.set(report.tradeId, { id, base: sides.get(id) === "SELL" ? -base : base })
          if (!costs.has(`${id} booked`)) costs.set(report.tradeId, fee)
        }
      for (const { clientOrderId: id, fee } of listed.costs ?? []) {
        for (const [trade, one] of trades) if (one.id === id) costs.delete(trade)
        costs.set(`${id} booked`, fee._tag === "Base" ? big(fee.amount) : 0n)
      }
      return listed
    }),
    held: (): Decimal => {
      const all = [...trades.values()].reduce((total, { base }) => total + base, 0n)
      return market.baseText([...costs.values()].reduce((left, fee) => left - fee, all))
    }
  }
}

describe("What Alpaca books at the day's end", () => {
  rule(
    "charges in coins make what is held agree with Alpaca's own count, to the last unit, late rows and restarts too",
    (at) =>
      Effect.gen(function* () {
        const { book, heard, lotsOf, restart, trade, tradeSome, trader, units } = at
        const who = trader()
        let trading = yield* heard(who)
        const account = book.accounts.get(`key-of-${who}`)
        if (account === undefined) return yield* Effect.die("no such account")
        account.book.cheapMakers = true
        const { held, sides, take } = counted(at)
        const [rests, other] = [at.buy(), at.buy({ quantity: lotsOf("0.777777777") })]
        yield* trading.place(rests)
        yield* tradeSome?.("90", units("0.333333333")) ?? Effect.void
        yield* trade("90")
        yield* words(trading, rests, 3)
        yield* trading.place(other)
        yield* trade("90")
        yield* words(trading, other, 2)
        const bought = atMarket(at)
        yield* trading.place(bought)
        yield* words(trading, bought, 2)
        const sold = { ...bought, clientOrderId: at.named("sold"), side: "SELL", quantity: lotsOf("0.5") } as const
        sides.set(sold.clientOrderId, "SELL")
        yield* trading.place(sold)
        yield* words(trading, sold, 2)
        const theirs = Effect.map(trading.account.positions, ([one]) => one?.long)
        let { cursor } = yield* take(trading.account)
        // Until it is booked what rested is taken to have cost as much as what took.
        expect(Number(minus((yield* theirs) ?? zero, held()))).toBeGreaterThan(0)
        book.chargeCoins(account, 2)
        cursor = (yield* take(trading.account, cursor)).cursor
        yield* restart ?? Effect.void
        trading = yield* heard(who)
        book.chargeCoins(account)
        cursor = (yield* take(trading.account, cursor)).cursor
        expect(held()).toBe(yield* Effect.map(trading.account.positions, ([one]) => one?.long))
        expect((yield* trading.account.fills(cursor)).costs).toBeUndefined()
        // Whoever begins anew comes to the same.
        const anew = counted(at)
        anew.sides.set(sold.clientOrderId, "SELL")
        yield* anew.take(trading.account)
        expect(anew.held()).toBe(held())
        const costs = (yield* trading.account.fills(undefined)).costs ?? []
        const paid = costs.find(({ clientOrderId }) => clientOrderId === sold.clientOrderId)?.fee
        // A quarter of a percent of what half a coin was sold for.
        expect(paid).toEqual({ _tag: "Quote", amount: at.market.quote("0.1125") })
      }),
    "crypto"
  )

  rule("what authorities are paid is charged to the order that sold, and given back where it is taken back", (at) =>
    Effect.gen(function* () {
      const { book, heard, market, theirs, trader } = at
      const who = trader()
      const trading = yield* heard(who)
      yield* trading.place(atMarket(at))
      const sold = { ...atMarket(at), side: "SELL", purpose: "CLOSE" } as const
      yield* trading.place(sold)
      yield* words(trading, sold, 2)
      const { cursor } = yield* trading.account.fills(undefined)
      const account = book.accounts.get(`key-of-${who}`)
      if (account === undefined) return yield* Effect.die("no such account")
      book.chargeFee(account, theirs, "0.03")
      const charged = yield* trading.account.fills(cursor)
      const { clientOrderId } = sold
      expect(charged.costs).toMatchObject([{ clientOrderId, fee: { amount: Number(market.quote("0.03")) } }])
      const again = yield* trading.account.fills(charged.cursor)
      expect(again.costs).toBeUndefined()
      // Of coins, or of what nothing of ours was sold: it is nobody's here.
      book.chargeFee(account, "ELSE", "1")
      const other = yield* trading.account.fills(again.cursor)
      expect(other.costs?.map(({ fee }) => fee)).toEqual(charged.costs?.map(({ fee }) => fee))
      book.uncharge(account)
      const back = yield* trading.account.fills(other.cursor)
      expect(back.costs).toMatchObject([{ clientOrderId, fee: { amount: 0 } }])
    })
  )
})
