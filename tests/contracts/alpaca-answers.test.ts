import { Cause, Effect, Exit, Logger, Option, References, Tracer } from "effect"
import { describe, expect } from "@effect/vitest"
import { atMarket, listen, rule, words } from "./alpaca-rule.ts"
import { eventually } from "./place.ts"

describe("Alpaca's answers, when something goes wrong", () => {
  for (const [name, faults] of [
    ["cut off", { cutAnswers: 1 }],
    ["504", { answer504: 1 }],
    ["500", { answer500: 1 }],
    ["unreadable", { garbled: true }]
  ] as const)
    rule(`an order whose answer is ${name} has an unknown outcome, is found, and is never doubled`, (at) =>
      Effect.gen(function* () {
        const { buy, fault, heard, trader } = at
        const { account, find, place } = yield* heard(trader())
        const order = buy()
        yield* fault(faults)
        expect((yield* Effect.flip(place(order)))._tag).toBe("OutcomeUnknown")
        if (name === "unreadable") expect(yield* Effect.flip(find(order))).toMatchObject({ retryable: true })
        yield* fault({ cutAnswers: 0, answer504: 0, answer500: 0, garbled: false })
        const { exchangeOrderId } = Option.getOrThrow(yield* find(order))
        expect(yield* place(order)).toEqual({ exchangeOrderId })
        expect(yield* account.openOrders).toHaveLength(1)
      })
    )

  rule("an order of ours that can't be read keeps neither the account nor another order from being known", (at) =>
    Effect.gen(function* () {
      const who = at.trader()
      const own = yield* at.heard(who)
      const [odd, plain] = [at.buy(), at.buy()]
      yield* own.place(odd)
      const { exchangeOrderId } = yield* own.place(plain)
      const there = at.book.accounts
        .get(`key-of-${who}`)
        ?.book.orders.find(({ clientOrderId }) => clientOrderId === odd.clientOrderId)
      if (there !== undefined) there.qty = "some"
      yield* at.breakStreams ?? Effect.void
      yield* eventually(own.ended, Boolean)
      yield* own.listenAgain
      const open = yield* own.account.openOrders
      expect(open.map(({ clientOrderId, status }) => [clientOrderId, status])).toEqual([
        [plain.clientOrderId, "OPEN"],
        [odd.clientOrderId, "UNKNOWN"]
      ])
      expect(Option.getOrThrow(yield* own.find(plain))).toMatchObject({ exchangeOrderId, status: "OPEN" })
      expect(yield* Effect.flip(own.find(odd))).toMatchObject({ retryable: true, unread: true })
    })
  )

  rule("too many requests without a word of when are over with the minute", ({ buy, fault, heard, trader }) =>
    Effect.gen(function* () {
      const { place } = yield* heard(trader())
      yield* fault({ throttle: "BARE" })
      const error = yield* Effect.flip(place(buy()))
      expect(error).toMatchObject({ _tag: "ExchangeUnavailable", cause: "LIMITED", retryable: true })
      const wait = error._tag === "ExchangeUnavailable" ? (error.retryAfter ?? 0) : 0
      expect(wait > 0 && wait <= 60_000).toBe(true)
    })
  )

  rule("an order that would trade with one's own waits for that", (at) =>
    Effect.gen(function* () {
      const { buy, heard, priceOf, trader } = at
      const { account, place } = yield* heard(trader())
      yield* place(atMarket(at))
      const sell = { ...atMarket(at), side: "SELL", purpose: "CLOSE" } as const
      const resting = buy()
      const { exchangeOrderId } = yield* place(resting)
      expect(yield* Effect.flip(place(sell))).toMatchObject({ _tag: "OrderRejected", reason: "OPPOSITE_ORDER" })
      expect((yield* Effect.flip(place(sell))).message).toContain(exchangeOrderId)
      yield* place(buy({ side: "SELL", purpose: "TAKE_PROFIT", price: priceOf("110") }))
      expect(yield* account.openOrders).toHaveLength(2)
    })
  )

  rule("no more is sold than is held and not promised, where Alpaca would sell short", (at) =>
    Effect.gen(function* () {
      const { buy, heard, priceOf, trader } = at
      const { account, place } = yield* heard(trader())
      const sell = () => buy({ side: "SELL", purpose: "TAKE_PROFIT", price: priceOf("110") })
      expect(yield* Effect.flip(place(sell()))).toMatchObject({ reason: "INSUFFICIENT_FUNDS" })
      yield* place(atMarket(at))
      const first = sell()
      const both = yield* Effect.all([Effect.result(place(first)), Effect.result(place(sell()))], { concurrency: 2 })
      expect(both.map(({ _tag }) => _tag).sort()).toEqual(["Failure", "Success"])
      expect(yield* account.openOrders).toHaveLength(1)
    })
  )

  rule("an account that may not trade says so, and refuses", ({ buy, fault, heard, trader }) =>
    Effect.gen(function* () {
      const { account, place } = yield* heard(trader())
      yield* fault({ tradingBlocked: true })
      expect(yield* Effect.flip(place(buy()))).toMatchObject({ _tag: "OrderRejected", reason: "EXCHANGE" })
      expect(yield* account.standing ?? Effect.succeed({})).toMatchObject({ closeOnly: "Alpaca blocked trading" })
    })
  )

  rule("an order at market is refused while the market is closed by Alpaca's own clock", (at) =>
    Effect.gen(function* () {
      const { book, buy, heard, trader } = at
      const { place } = yield* heard(trader())
      book.isOpen = false
      const error = yield* Effect.flip(place(atMarket(at)))
      expect(error).toMatchObject({ _tag: "OrderRejected", reason: "MARKET_CLOSED" })
      yield* place(buy())
    })
  )

  rule("a halted stock takes no orders", ({ buy, fault, heard, theirs, trader }) =>
    Effect.gen(function* () {
      const { place } = yield* heard(trader())
      yield* fault({ halted: [theirs] })
      expect(yield* Effect.flip(place(buy()))).toMatchObject({ _tag: "OrderRejected", reason: "INVALID" })
    })
  )

  rule("a split shows in what is held", (at) =>
    Effect.gen(function* () {
      const { book, heard, symbol, theirs, trader } = at
      const trading = yield* heard(trader())
      const order = atMarket(at)
      yield* trading.place(order)
      yield* words(trading, order, 2)
      book.split(theirs, "4")
      const held = yield* eventually(trading.account.positions, (all) =>
        all.some((one) => one.symbol === symbol && one.long === "40")
      )
      expect(held).toHaveLength(1)
    })
  )

  rule(
    "a smallest order that was raised is one below the minimum",
    ({ book, buy, heard, theirs, trader }) =>
      Effect.gen(function* () {
        const { place } = yield* heard(trader())
        const asset = book.assets.get(theirs)
        if (asset !== undefined) asset.minimum = "5"
        expect(yield* Effect.flip(place(buy()))).toMatchObject({ _tag: "OrderRejected", reason: "BELOW_MINIMUM" })
      }),
    "crypto"
  )

  rule("nothing of a key is in what is told, logged or traced", ({ breakStreams, buy, ...at }) =>
    Effect.gen(function* () {
      const told: Array<string> = []
      const logger = Logger.make<unknown, void>(({ cause, message }) => {
        told.push(JSON.stringify(message), Cause.pretty(cause))
      })
      const tracer = Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options)
          return Object.assign(span, {
            end: (moment: bigint, exit: Exit.Exit<unknown, unknown>) => {
              Tracer.NativeSpan.prototype.end.call(span, moment, exit)
              told.push(
                span.name,
                JSON.stringify([...span.attributes]),
                Exit.isFailure(exit) ? Cause.pretty(exit.cause) : ""
              )
            }
          })
        }
      })
      yield* Effect.gen(function* () {
        const who = at.trader()
        const { account, find, place } = yield* at.heard(who)
        const canaries = [`key-of-${who}`, `secret-of-${who}`]
        for (const faults of [
          { garbled: true },
          { garbled: false, answer500: 1 },
          { answer500: 0, throttle: "BARE" },
          { throttle: "NO", keyRevoked: true }
        ] as const) {
          yield* at.fault(faults)
          const all = [place(buy()), find(buy()), account.balances, account.fills(undefined)]
          for (const one of all) {
            const exit = yield* Effect.exit<unknown, unknown, never>(one)
            if (Exit.isFailure(exit)) yield* Effect.logError("failed", exit.cause)
          }
        }
        yield* breakStreams ?? Effect.void
        yield* Effect.ignore(Effect.scoped(listen(account)))
        const everything = told.join("\n")
        expect(everything).toContain("req-")
        expect(canaries.filter((one) => everything.includes(one))).toEqual([])
      }).pipe(
        Effect.provide(Logger.layer([logger])),
        Effect.provideService(References.MinimumLogLevel, "Trace"),
        Effect.provideService(Tracer.Tracer, tracer)
      )
    })
  )

  rule("parts of a share are traded for the day, from a dollar on, and end with it where they rest", (at) =>
    Effect.gen(function* () {
      const { book, buy, heard, market, priceOf, trader } = at
      const { account, place, said } = yield* heard(trader())
      const parts = (text: string) =>
        ({ quantity: market.quantity(text) ?? market.lotsIn(0n), timeInForce: "DAY" }) as const
      const bought = { ...atMarket(at), ...parts("1.234567891") }
      yield* place(bought)
      yield* said(bought, 2)
      expect((yield* account.positions).map(({ long }) => long)).toEqual(["1.234567891"])
      const refusals = [
        buy({ ...parts("0.5"), timeInForce: "GTC" }),
        { ...atMarket(at), ...parts("0.009") },
        buy({ ...parts("0.5"), price: priceOf("100"), session: "EXTENDED" })
      ]
      const refused = yield* Effect.forEach(refusals, (order) => Effect.flip(place(order)))
      expect(refused.map((error) => error._tag === "OrderRejected" && error.reason)).toEqual([
        "INVALID",
        "BELOW_MINIMUM",
        "INVALID"
      ])
      const stop = buy({ side: "SELL", type: "STOP", purpose: "STOP_LOSS", price: priceOf("90"), ...parts("0.2") })
      const exit = buy({ side: "SELL", purpose: "TAKE_PROFIT", price: priceOf("110"), ...parts("1.034567891") })
      yield* Effect.forEach([stop, exit], (order) => place(order))
      yield* Effect.sync(() => book.close())
      expect((yield* said(exit, 2)).map(({ report }) => report._tag)).toEqual(["OrderAccepted", "OrderExpired"])
      expect(yield* account.openOrders).toEqual([])
      const rest = { ...atMarket(at), side: "SELL", purpose: "CLOSE", ...parts("1.234567891") } as const
      yield* place(rest)
      yield* said(rest, 2)
      expect((yield* account.positions).map(({ long }) => long)).toEqual(["0"])
    })
  )
})
