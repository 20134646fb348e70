import { Cause, Effect, Exit, Option, Stream } from "effect"
import { describe, expect } from "@effect/vitest"
import { atMarket, listen, rule, words } from "./alpaca-rule.ts"
import { eventually } from "./place.ts"

describe("Alpaca's word for what happens, when something goes wrong", () => {
  rule("what the stream never told of an order at market is asked for", (at) =>
    Effect.gen(function* () {
      const { fault, heard, trader } = at
      const trading = yield* heard(trader())
      const order = atMarket(at)
      yield* fault({ loseEvents: 1 })
      yield* trading.place(order)
      expect(yield* words(trading, order, 1)).toEqual(["Filled"])
    })
  )

  rule("a trade that the stream left out before another one is asked for", (at) =>
    Effect.gen(function* () {
      const { buy, fault, heard, trade, tradeSome, trader, units } = at
      const trading = yield* heard(trader())
      const order = buy()
      yield* trading.place(order)
      yield* trading.said(order, 1)
      yield* fault({ loseEvents: 1 })
      yield* tradeSome?.("90", units("0.2")) ?? Effect.void
      yield* fault({ loseEvents: 0 })
      yield* trade("90")
      expect(yield* words(trading, order, 3)).toEqual(["Accepted", "Filled", "Filled"])
    })
  )

  rule("what becomes of an order whose answer got lost is asked for, too", (at) =>
    Effect.gen(function* () {
      const { buy, fault, heard, trade, trader } = at
      const trading = yield* heard(trader())
      const order = buy()
      yield* fault({ cutAnswers: 1, loseEvents: 1 })
      expect((yield* Effect.flip(trading.place(order)))._tag).toBe("OutcomeUnknown")
      yield* fault({ cutAnswers: 0 })
      expect(Option.getOrThrow(yield* trading.find(order)).status).toBe("OPEN")
      yield* trade("90")
      expect(yield* words(trading, order, 1)).toEqual(["Filled"])
    })
  )

  rule("a tenth is told of an order at market, and then nothing: the rest is asked for", (at) =>
    Effect.gen(function* () {
      const { fault, heard, lotsOf, trader } = at
      const trading = yield* heard(trader())
      const order = atMarket(at)
      yield* fault({ partialThenSilence: true })
      yield* trading.place(order)
      expect(yield* words(trading, order, 3)).toEqual(["Accepted", "Filled", "Filled"])
      const lots = (yield* trading.said(order, 3)).map(({ report }) =>
        report._tag === "OrderFilled" ? Number(report.quantity) : 0
      )
      expect(lots.reduce((sum, one) => sum + one)).toBe(Number(lotsOf("1")))
    })
  )

  rule("what is told twice, and after what came later, is said once", (at) =>
    Effect.gen(function* () {
      const { buy, fault, heard, trade, tradeSome, trader, units } = at
      const trading = yield* heard(trader())
      const order = buy()
      yield* fault({ doubleEvents: 1, lateEvents: 0.5 })
      yield* trading.place(order)
      for (const _ of [1, 2, 3]) yield* tradeSome?.("90", units("0.2")) ?? Effect.void
      yield* trade("90")
      const said = yield* trading.said(order, 5)
      const ids = said.flatMap(({ report }) => (report._tag === "OrderFilled" ? [report.tradeId] : []))
      expect([said[0]?.report._tag, ids.length, new Set(ids).size]).toEqual(["OrderAccepted", 4, 4])
    })
  )

  rule("a cancel that is taken and ends nothing is no end: the order may still fill", (at) =>
    Effect.gen(function* () {
      const { buy, fault, heard, lotsOf, trade, trader } = at
      const trading = yield* heard(trader())
      const order = buy()
      yield* fault({ cancelsStick: true })
      yield* trading.place(order)
      yield* trading.cancel(order)
      yield* trading.cancel(order)
      expect(Option.getOrThrow(yield* trading.find(order)).status).toBe("OPEN")
      yield* trade("90")
      expect(yield* words(trading, order, 2)).toEqual(["Accepted", "Filled"])
      const state = yield* eventually(
        Effect.map(trading.find(order), Option.getOrThrow),
        ({ status }) => status !== "OPEN"
      )
      expect(state).toMatchObject({ status: "FILLED", filledQuantity: lotsOf("1") })
    })
  )

  rule("a cancel that came too late is no error, and what was filled is told", (at) =>
    Effect.gen(function* () {
      const { buy, fault, heard, trader } = at
      const trading = yield* heard(trader())
      const order = buy()
      yield* trading.place(order)
      yield* trading.said(order, 1)
      yield* fault({ cancelFindsFilled: true, loseEvents: 1 })
      yield* trading.cancel(order)
      expect(yield* words(trading, order, 2)).toEqual(["Accepted", "Filled"])
    })
  )

  rule("an order has not ended while its fills are not listed", (at) =>
    Effect.gen(function* () {
      const { fault, heard, sent, trader } = at
      const trading = yield* heard(trader())
      yield* fault({ activityLag: 1_000_000_000 })
      const order = atMarket(at)
      yield* trading.place(atMarket(at))
      yield* trading.place(order)
      yield* words(trading, order, 2)
      expect(Option.getOrThrow(yield* trading.find(order))).toMatchObject({ status: "OPEN" })
      expect(yield* trading.account.fillsOf(sent(order))).toEqual([])
      yield* fault({ activityLag: 0 })
      expect(Option.getOrThrow(yield* trading.find(order)).status).toBe("FILLED")
    })
  )

  rule("a price off the cent is told and listed as it is", (at) =>
    Effect.gen(function* () {
      const { fault, heard, sent, trader } = at
      const trading = yield* heard(trader())
      yield* fault({ offTheCent: true })
      const order = atMarket(at)
      yield* trading.place(order)
      const report = (yield* trading.said(order, 2))[1]?.report
      expect(report).toMatchObject({ _tag: "OrderFilled", price: 1_000_020 })
      expect((yield* trading.account.fillsOf(sent(order))).map((fill) => fill.report)).toEqual([report])
    })
  )

  rule("a trade that is taken back is told as it was", (at) =>
    Effect.gen(function* () {
      const { book, heard, trader } = at
      const who = trader()
      const trading = yield* heard(who)
      const order = atMarket(at)
      const { exchangeOrderId } = yield* trading.place(order)
      const filled = (yield* trading.said(order, 2))[1]?.report
      const account = book.accounts.get(`key-of-${who}`)
      if (account === undefined || filled?._tag !== "OrderFilled") return yield* Effect.die("no such account")
      book.bust(account, exchangeOrderId)
      const { fee, price, quantity, tradeId } = filled
      expect((yield* trading.said(order, 3))[2]?.report).toMatchObject({
        _tag: "FillVoided",
        side: "BUY",
        tradeId,
        price,
        quantity,
        fee
      })
    })
  )

  rule("a key that was deleted closes the account to it, once and for all", ({ breakStreams, buy, ...at }) =>
    Effect.gen(function* () {
      const { account, ended, place } = yield* at.heard(at.trader())
      yield* at.fault({ keyRevoked: true })
      const revoked = { _tag: "ExchangeUnavailable", cause: "REVOKED", retryable: false, needsUser: true }
      expect(yield* Effect.flip(place(buy()))).toMatchObject(revoked)
      expect(yield* Effect.flip(account.openOrders)).toMatchObject(revoked)
      yield* breakStreams ?? Effect.void
      yield* eventually(ended, Boolean)
      const again = yield* Effect.exit(Effect.scoped(listen(account)))
      expect(Exit.isFailure(again) && Option.getOrThrow(Cause.findErrorOption(again.cause))).toMatchObject(revoked)
    })
  )

  rule("a key that was deleted is noticed though the stream lives, and not asked with again", (at) =>
    Effect.gen(function* () {
      const { buy, fault, heard, trader } = at
      const trading = yield* heard(trader())
      const order = buy()
      yield* trading.place(order)
      yield* trading.said(order, 1)
      yield* fault({ keyRevoked: true })
      yield* eventually(trading.ended, Boolean)
    })
  )

  rule(
    "an unheard-of status is no end, and an unheard-of event fails the reports",
    ({ fault, heard, trade, trader, ...at }) =>
      Effect.gen(function* () {
        const trading = yield* heard(trader())
        const order = at.buy()
        yield* trading.place(order)
        yield* trading.said(order, 1)
        yield* fault({ unknownStatus: true, unknownEvent: true })
        expect(Option.getOrThrow(yield* trading.find(order)).status).toBe("UNKNOWN")
        yield* trade("90")
        yield* eventually(trading.ended, Boolean)
      })
  )

  rule("a second program with the same key is told, not fought", ({ book, connectionOf, exchange, trader }) =>
    Effect.gen(function* () {
      const who = trader()
      const account = yield* exchange.open(yield* connectionOf(who))
      const failures: Array<unknown> = []
      // Somebody else signs in with it each time this one listens, which Alpaca takes for the better one.
      const rival = Stream.runForEach(account.reports, () =>
        Effect.sync(() => book.accounts.get(`key-of-${who}`)?.cut?.())
      )
      for (const _ of [1, 2, 3]) failures.push(yield* Effect.flip(rival))
      expect(failures).toMatchObject([
        { cause: "NETWORK", retryable: true },
        { cause: "COMPETING", retryable: true, retryAfter: 10_000 },
        { cause: "COMPETING", retryable: true, retryAfter: 15_000, needsUser: true }
      ])
    })
  )

  rule("a connection that is turned away for another one with the same key says so at once", (at) =>
    Effect.gen(function* () {
      const { connectionOf, exchange, fault, trader } = at
      const account = yield* exchange.open(yield* connectionOf(trader()))
      yield* fault({ streamTaken: true })
      const failures: Array<unknown> = []
      for (const _ of [1, 2, 3]) failures.push(yield* Effect.flip(listen(account)))
      expect(failures).toMatchObject([
        { cause: "COMPETING", retryable: true, retryAfter: 5_000 },
        { cause: "COMPETING", retryable: true, retryAfter: 10_000 },
        { cause: "COMPETING", retryable: true, retryAfter: 15_000, needsUser: true }
      ])
      yield* fault({ streamTaken: false })
      yield* Stream.runDrain(Stream.take(account.reports, 1))
    })
  )
})
