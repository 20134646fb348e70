import { hash } from "node:crypto"
import { Clock, Effect, Option } from "effect"
import { describe, expect } from "@effect/vitest"
import { Paces } from "@tradetower/execution/alpaca"
import type { OrderRequest } from "@tradetower/domain/order"
import type { Account } from "../standins/alpaca/alpaca-book.ts"
import { type At, atMarket, rule, words } from "./alpaca-rule.ts"
import { eventually } from "./place.ts"

type Trading = Effect.Success<ReturnType<At["heard"]>>

/** A trader who is heard, with the account as the stand-in keeps it. */
const trading = Effect.fnUntraced(function* ({ book, heard, trader }: At) {
  const who = trader()
  const own = yield* heard(who)
  const account: Account = yield* Effect.fromNullishOr(book.accounts.get(`key-of-${who}`))
  return { ...own, there: account }
})

/** Changes what rests for an order, as its owner does on Alpaca's pages. */
const change = (
  { there }: { readonly there: Account },
  order: OrderRequest,
  to: { qty?: string; limitPrice?: string }
) =>
  Effect.sync(() => {
    const resting = there.book.orders.find(({ clientOrderId }) => clientOrderId === order.clientOrderId)
    const last = there.book.orders.find(({ replaces }) => replaces === resting?.id) ?? resting
    if (last === undefined) throw new Error("it does not rest")
    return there.book.replace(last, to)
  })

const noticed = ({ news }: Pick<Trading, "news">, count: number) =>
  eventually(
    Effect.sync(() => news.flatMap((one) => (one._tag === "Noticed" ? [one] : []))),
    ({ length }) => length >= count
  )
const filledIn = Effect.map((said: Effect.Success<ReturnType<Trading["said"]>>) =>
  said.reduce((sum, { report }) => sum + (report._tag === "OrderFilled" ? Number(report.quantity) : 0), 0)
)

describe("What happens to an account at Alpaca beside our orders", () => {
  rule("that Alpaca wants to be left alone for long is told, with until when", (at) =>
    Effect.gen(function* () {
      const who = at.trader()
      const { news } = yield* at.heard(who)
      const paces = yield* Paces
      const now = yield* Clock.currentTimeMillis
      paces.of(hash("sha256", `key-of-${who}`, "base64url")).rest(now, 60_000)
      const until = new Date(now + 60_000).toISOString().slice(11, 19)
      const degraded = Effect.sync(() => news.flatMap((one) => (one._tag === "Degraded" ? [one.reason] : [])))
      const [reason] = yield* eventually(degraded, ({ length }) => length > 0)
      expect(reason).toContain(`until ${until} UTC`)
    })
  )

  rule("an order that its owner changes there goes on as ours, and is told with what is there now", (at) =>
    Effect.gen(function* () {
      const own = yield* trading(at)
      const order = at.buy()
      const { exchangeOrderId } = yield* own.place(order)
      yield* change(own, order, { limitPrice: "91" })
      yield* change(own, order, { limitPrice: "92" })
      const notices = yield* noticed(own, 2)
      expect(notices.map(({ holds, text }) => [holds, / at 9[12] rests in its place/.test(text)])).toEqual([
        [false, true],
        [false, true]
      ])
      // It is what was asked for, under its own ids, and rests once.
      expect(Option.getOrThrow(yield* own.find(order))).toMatchObject({
        status: "OPEN",
        exchangeOrderId,
        price: order.price,
        quantity: order.quantity
      })
      expect((yield* own.account.openOrders).map((one) => one.clientOrderId)).toEqual([order.clientOrderId])
      yield* at.tradeSome?.("91.5", at.units("0.2")) ?? Effect.void
      yield* at.trade("91.5")
      expect(yield* words(own, order, 3)).toEqual(["Accepted", "Filled", "Filled"])
      expect(yield* filledIn(own.said(order, 3))).toBe(Number(at.lotsOf("1")))
      const state = Effect.map(own.find(order), Option.getOrThrow)
      yield* eventually(state, ({ status }) => status === "FILLED")
      expect(yield* own.account.fillsOf(at.sent(order))).toHaveLength(2)
    })
  )

  rule("an exit that is lowered there is filled as the exit, and not as its stop", (at) =>
    Effect.gen(function* () {
      const own = yield* trading(at)
      yield* own.place(atMarket(at))
      const both = at.buy({
        side: "SELL",
        purpose: "TAKE_PROFIT",
        price: at.priceOf("110"),
        stopPrice: at.priceOf("95")
      })
      yield* own.place(both)
      yield* change(own, both, { limitPrice: "104" })
      yield* noticed(own, 1)
      yield* at.trade("104")
      const fills = yield* eventually(own.account.fillsOf(at.sent(both)), ({ length }) => length > 0)
      expect(fills.map(({ report }) => report)).toMatchObject([{ leg: "EXIT", price: at.priceOf("104") }])
      expect((yield* own.said(both, 2)).map(({ report }) => report)[1]).toMatchObject({ leg: "EXIT" })
    })
  )

  rule("one that was made smaller there is over with what that filled", (at) =>
    Effect.gen(function* () {
      const own = yield* trading(at)
      const order = at.buy()
      yield* own.place(order)
      yield* at.tradeSome?.("90", at.units("0.2")) ?? Effect.void
      yield* change(own, order, { qty: at.units("0.3") })
      yield* at.trade("90")
      expect(yield* words(own, order, 4)).toEqual(["Accepted", "Filled", "Filled", "Cancelled"])
      expect((yield* own.said(order, 4))[3]).toMatchObject({ filledQuantity: at.lotsOf("0.5") })
    })
  )

  rule("what rests in its place is what is taken back", (at) =>
    Effect.gen(function* () {
      const own = yield* trading(at)
      const [told, untold] = [at.buy(), at.buy()]
      yield* own.place(told)
      const { exchangeOrderId } = yield* own.place(untold)
      yield* change(own, told, { limitPrice: "91" })
      yield* noticed(own, 1)
      yield* own.cancel(told)
      // Of this one nothing was heard.
      yield* at.fault({ loseEvents: 1 })
      yield* change(own, untold, { limitPrice: "91" })
      yield* at.fault({ loseEvents: 0 })
      yield* own.account.cancel(at.symbol, { clientOrderId: untold.clientOrderId, exchangeOrderId })
      for (const order of [told, untold]) expect((yield* words(own, order, 2)).at(-1)).toBe("Cancelled")
      expect(own.there.book.orders.map(({ status }) => status).sort((a, b) => a.localeCompare(b))).toEqual([
        "canceled",
        "canceled",
        "replaced",
        "replaced"
      ])
    })
  )

  rule("what took an order's place while nobody listened is found by whose place it took", (at) =>
    Effect.gen(function* () {
      const own = yield* trading(at)
      const order = at.buy()
      yield* own.place(order)
      yield* own.said(order, 1)
      yield* at.breakStreams ?? Effect.void
      yield* eventually(own.ended, Boolean)
      yield* change(own, order, { limitPrice: "91", qty: at.units("0.6") })
      yield* at.trade("90.5")
      // Another process opens the account, and knows nothing.
      const again = yield* at.exchange.open(yield* at.connectionOf(own.there.number.slice("PA-".length)))
      const { fills } = yield* again.fills(undefined)
      expect(fills).toMatchObject([{ report: { clientOrderId: order.clientOrderId, quantity: at.lotsOf("0.6") } }])
      expect(Option.getOrThrow(yield* again.find(at.sent(order)))).toMatchObject({
        status: "CANCELLED",
        filledQuantity: at.lotsOf("0.6")
      })
    })
  )

  rule("a trade that was taken back while nobody listened is told with the next connection, once", (at) =>
    Effect.gen(function* () {
      const own = yield* trading(at)
      const order = atMarket(at)
      const { exchangeOrderId } = yield* own.place(order)
      yield* own.said(order, 2)
      yield* at.breakStreams ?? Effect.void
      yield* eventually(own.ended, Boolean)
      yield* at.fault({ loseEvents: 1 })
      at.book.bust(own.there, exchangeOrderId)
      yield* own.listenAgain
      expect(yield* words(own, order, 3)).toEqual(["Accepted", "Filled", "oided"])
    })
  )

  rule("a trade that is corrected counts as it is now: the one that is named", (at) =>
    Effect.gen(function* () {
      const own = yield* trading(at)
      const order = at.buy()
      const { exchangeOrderId } = yield* own.place(order)
      yield* at.tradeSome?.("90", at.units("0.2")) ?? Effect.void
      yield* at.trade("90")
      const [, first] = yield* own.said(order, 3)
      at.book.correct(own.there, exchangeOrderId, "89.5")
      const [gone, now] = (yield* own.said(order, 5)).slice(3).map(({ report }) => report)
      const was = first?.report._tag === "OrderFilled" ? first.report : undefined
      expect(gone).toMatchObject({ _tag: "FillVoided", tradeId: was?.tradeId, price: was?.price })
      expect(now).toMatchObject({
        _tag: "OrderFilled",
        tradeId: `${was?.tradeId}:corrected`,
        price: at.priceOf("89.5"),
        quantity: was?.quantity
      })
    })
  )

  rule("of a trade that is corrected and not named, of several, the bots wait for their trader", (at) =>
    Effect.gen(function* () {
      const own = yield* trading(at)
      const order = at.buy()
      const { exchangeOrderId } = yield* own.place(order)
      yield* at.tradeSome?.("90", at.units("0.2")) ?? Effect.void
      yield* at.trade("90")
      yield* own.said(order, 3)
      yield* at.fault({ unnamedTrades: true })
      at.book.correct(own.there, exchangeOrderId, "89.5")
      expect(yield* noticed(own, 1)).toMatchObject([{ symbol: at.symbol, holds: true }])
      expect(yield* own.said(order, 3)).toHaveLength(3)
    })
  )

  rule("a split holds what trades its shares, before anything else of it is told", (at) =>
    Effect.gen(function* () {
      const own = yield* trading(at)
      const [bought, resting] = [atMarket(at), at.buy()]
      yield* own.place(bought)
      yield* own.place(resting)
      yield* own.said(resting, 1)
      at.book.split(at.theirs, "4")
      yield* own.said(resting, 2)
      const order = own.news.flatMap((one) =>
        one._tag === "Noticed"
          ? [one.holds ? "Holds" : "Told"]
          : one._tag === "Reported" && one.report._tag === "OrderCancelled"
            ? ["Cancelled"]
            : []
      )
      expect(order).toEqual(["Holds", "Cancelled"])
    })
  )

  rule("a split over night is told with the next connection", (at) =>
    Effect.gen(function* () {
      const own = yield* trading(at)
      const bought = atMarket(at)
      yield* own.place(bought)
      yield* own.said(bought, 2)
      yield* at.breakStreams ?? Effect.void
      yield* eventually(own.ended, Boolean)
      at.book.split(at.theirs, "4")
      yield* own.listenAgain
      const [notice] = yield* noticed(own, 1)
      expect(notice).toMatchObject({ symbol: at.symbol, holds: true })
      expect(notice?.text).toContain(`shares of ${at.theirs} were split`)
    })
  )

  rule("a stop that fills in the moment in which it is taken back is filled, and nothing ended", (at) =>
    Effect.gen(function* () {
      const own = yield* trading(at)
      yield* own.place(atMarket(at))
      const stop = at.buy({ side: "SELL", type: "STOP", purpose: "STOP_LOSS", price: at.priceOf("80") })
      yield* own.place(stop)
      yield* own.said(stop, 1)
      yield* at.fault({ cancelLetsFill: true })
      yield* own.cancel(stop)
      expect(yield* words(own, stop, 2)).toEqual(["Accepted", "Filled"])
      const state = Effect.map(own.find(stop), Option.getOrThrow)
      expect((yield* eventually(state, ({ status }) => status !== "OPEN")).status).toBe("FILLED")
    })
  )

  rule("what the owner does with orders of their own is nothing of ours", (at) =>
    Effect.gen(function* () {
      const who = at.trader()
      yield* at.connectionOf(who)
      const there = yield* Effect.fromNullishOr(at.book.accounts.get(`key-of-${who}`))
      const byHand = { symbol: at.theirs, side: "buy", time_in_force: "gtc", client_order_id: "by-hand" }
      at.book.place(there, { ...byHand, type: "limit", qty: "1", limit_price: "90" })
      at.book.place(there, { ...byHand, client_order_id: "by-hand-too", type: "limit", qty: "1", limit_price: "91" })
      const [first, second] = there.book.orders
      if (first === undefined || second === undefined) return yield* Effect.die("they were not taken")
      // Both rest when the account is listened to, so they are known.
      const own = yield* at.heard(who)
      yield* at.trade("90.5")
      yield* at.fault({ unnamedTrades: true })
      at.book.correct(there, second.id, "90.9")
      there.book.replace(first, { limitPrice: "89" })
      const order = atMarket(at)
      yield* own.place(order)
      yield* own.said(order, 2)
      expect(own.news.filter(({ _tag }) => _tag === "Noticed")).toEqual([])
      const told = own.news.flatMap((one) => (one._tag === "Reported" ? [one.report] : []))
      expect(told.filter(({ _tag }) => _tag === "FillVoided" || _tag === "OrderCancelled")).toEqual([])
    })
  )
})
