import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Option, type Scope, Stream } from "effect"
import type { Market } from "@tradetower/domain/market"
import type { OrderRequest } from "@tradetower/domain/order"
import type { AccountNews, ExchangeAccount } from "@tradetower/execution"
import { FundingLooks } from "@tradetower/execution/coinbase"
import { limitBuy, lotsOn, priceOn } from "../system/limit-buy.ts"
import { coinbaseServer, dated, made, nano, openAt, userKey } from "./coinbase-bench.ts"
import { eventually, unique } from "./place.ts"

const { symbol } = nano.instrument
const contracts = (count: number, market: Market = nano) => lotsOn(market, (count / 100).toFixed(2))
const buy = (count: number, over: Partial<OrderRequest> = {}, market: Market = nano): OrderRequest => ({
  ...limitBuy(market, unique("tt-buy"), "90000", "0.01"),
  quantity: contracts(count, market),
  ...over
})
const exit = (count: number, over: Partial<OrderRequest> = {}): OrderRequest =>
  buy(count, { side: "SELL", reduceOnly: true, purpose: "TAKE_PROFIT", price: priceOn(nano, "99000"), ...over })

/** An account at a stand-in of its own, whose future is at 90,000, with what it tells. `ahead`: of its clock, ms. */
const trading = Effect.fnUntraced(function* (ahead: number) {
  const server = yield* coinbaseServer
  server.ways.clockAhead = ahead
  for (const market of [nano, dated]) server.trade(market.instrument.symbol, "90000")
  const { key } = yield* userKey(server, "ada")
  const account = yield* openAt(server, key)
  const news: Array<AccountNews> = []
  yield* Effect.forkScoped(
    Effect.ignore(Stream.runForEach(account.reports, (item) => Effect.sync(() => void news.push(item))))
  )
  yield* eventually(
    Effect.sync(() => news.some(({ _tag }) => _tag === "Connected")),
    Boolean
  )
  const told = (tag: string) =>
    eventually(
      Effect.sync(() => news.flatMap((item) => (item._tag === "Reported" && item.report._tag === tag ? [item] : []))),
      (all) => all.length > 0
    )
  const place = (order: OrderRequest, at: Market = nano) => account.place(at.instrument.symbol, order)
  const held = Effect.map(account.positions, (all) => all.find((one) => one.symbol === symbol))
  return { server, account, key, told, place, held }
})
type Trading = Effect.Success<ReturnType<typeof trading>>

const rule = (title: string, test: (at: Trading) => Effect.Effect<unknown, unknown, Scope.Scope>, ahead = 0) =>
  it.live(title, () => Effect.scoped(Effect.flatMap(trading(ahead), test)))
const away = (text: string) => Date.parse(text) - Date.now()

it.live("who has none is not asked for any, though others trade them", () =>
  Effect.scoped(
    Effect.gen(function* () {
      const server = yield* coinbaseServer
      server.ways.noFutures = true
      const { key } = yield* userKey(server, "ada")
      const account = yield* openAt(server, key)
      const asked = server.asked.length
      yield* Stream.runDrain(Stream.take(account.reports, 1))
      expect((yield* account.positions).map((one) => one.symbol)).not.toContain(symbol)
      expect(server.asked.slice(asked).filter(({ path }) => path.includes("/cfm/"))).toEqual([])
    })
  )
)

it.live("futures that are out of order when an account is opened are there once they are not", () =>
  Effect.scoped(
    Effect.gen(function* () {
      const server = yield* coinbaseServer
      server.ways.futuresAway = true
      const { key } = yield* userKey(server, "ada")
      const account = yield* openAt(server, key)
      const told = Effect.map(account.positions, (all) => all.map((one) => one.symbol))
      expect(yield* told).not.toContain(symbol)
      expect((yield* told).length).toBeGreaterThan(0)
      server.ways.futuresAway = false
      expect(yield* told).toContain(symbol)
      expect(yield* account.margin ?? Effect.succeed([])).toMatchObject([{ asset: "USD" }])
    })
  )
)

describe("Coinbase, futures", () => {
  rule("are bought and sold in whole contracts, long and short, and nothing is said of leverage", (at) =>
    Effect.gen(function* () {
      const { account, held, place, server, told } = at
      expect(yield* held).toMatchObject({ long: "0", short: "0" })
      const order = buy(7, { margin: { leverage: 3, type: "CROSS" } })
      yield* place(order)
      const [{ report } = {}] = yield* told("OrderFilled")
      expect(report).toMatchObject({ quantity: contracts(7), price: priceOn(nano, "90000") })
      expect(yield* held).toMatchObject({ long: "0.07", short: "0" })
      const found = yield* account.find({ symbol, clientOrderId: order.clientOrderId, sentAt: Date.now() })
      expect(Option.getOrThrow(found)).toMatchObject({ quantity: contracts(7), filledQuantity: contracts(7) })
      yield* place(buy(10, { side: "SELL" }))
      expect(yield* held).toMatchObject({ long: "0", short: "0.03" })
      const sent = server.asked.flatMap(({ body, path }) => (path.endsWith("/orders") ? [body] : []))
      expect(sent.join()).toContain('"base_size":"7"')
      expect(sent.join()).not.toMatch(/leverage|margin|reduce/)
    })
  )

  rule("are charged by a tier of their own, of which the account tells", ({ account, server }) =>
    Effect.gen(function* () {
      const fees = yield* account.fees ?? Effect.succeed([])
      expect(fees.map(({ of }) => of)).toEqual(["CRYPTO", "FUTURES"])
      expect(
        server.asked.some(({ path }) =>
          path.endsWith("/transaction_summary?product_type=FUTURE&contract_expiry_type=EXPIRING&product_venue=FCM")
        )
      ).toBe(true)
    })
  )

  rule("by night twice the margin is asked for, and what it can't back is refused", ({ account, place, server }) =>
    Effect.gen(function* () {
      const margin = Effect.map(account.margin ?? Effect.succeed([]), ([one]) => ({
        available: Number(one?.available),
        buffer: Number(one?.buffer)
      }))
      yield* place(buy(10))
      const before = yield* margin
      expect(before.available).toBeLessThan(100_000 - 2_700)
      // The night's margin is raised.
      const { contract } = server.products.get(symbol) ?? {}
      if (contract !== undefined) contract.marginRate = "0.5" as typeof contract.marginRate
      expect((yield* margin).available).toBeLessThan(before.available - 1_500)
      const dear = yield* Effect.flip(place(buy(5_000)))
      expect(dear).toMatchObject({ _tag: "OrderRejected", reason: "INSUFFICIENT_FUNDS" })
    })
  )

  rule("at 16:00 in New York the night's margin takes the day's place, where the day's was asked for", (at) =>
    Effect.gen(function* () {
      const { account, place, server } = at
      const available = Effect.map(account.margin ?? Effect.succeed([]), ([one]) => Number(one?.available))
      server.ways.clockAhead = away("2026-12-02T15:00:00Z")
      server.ways.marginSetting = "INTRADAY_MARGIN_SETTING_INTRADAY"
      yield* account.balances
      yield* place(buy(10))
      const byDay = yield* available
      server.ways.clockAhead = away("2026-12-02T21:00:00Z")
      expect(byDay - (yield* available)).toBeCloseTo(9_000 * (0.306375 - 0.1), 1)
    })
  )

  rule("dollars that Coinbase moves to where futures are stay held, and are not free for coins", (at) =>
    Effect.gen(function* () {
      const { account, server } = at
      const dollars = Effect.map(account.balances, (all) => {
        const found = all.find(({ asset }) => asset === "USD")
        return [Number(found?.total), Number(found?.available)]
      })
      expect(yield* dollars).toEqual([100_000, 100_000])
      server.book.sweep(server.book.user("ada"), "2500.5")
      expect(yield* dollars).toEqual([100_000, 97_499.5])
      server.book.sweep(server.book.user("ada"), "-2500.5")
      expect(yield* dollars).toEqual([100_000, 100_000])
    })
  )

  rule("a funding rate that turns round is paid and then had, once an hour, also by who comes after", (at) =>
    Effect.gen(function* () {
      const { account, key, place, server, told } = at
      const HOUR = 3_600_000
      yield* place(buy(10))
      yield* told("OrderFilled")
      const news: Array<AccountNews> = []
      const listen = (to: Effect.Effect<ExchangeAccount, unknown, Scope.Scope>) =>
        Effect.forkScoped(
          Effect.flatMap(to, ({ reports }) =>
            Stream.runForEach(reports, (item) => Effect.sync(() => news.push(item)))
          ).pipe(Effect.provideService(FundingLooks, "20 millis"), Effect.ignore)
        )
      const charged = () =>
        news.flatMap((item) => (item._tag === "Reported" && item.report._tag === "FundingCharged" ? [item.report] : []))
      const looks = () => server.asked.filter(({ path }) => path.endsWith(`/market/products/${symbol}`)).length
      /** So that what is due now is known. */
      const looked = Effect.suspend(() => {
        const before = looks()
        return eventually(Effect.sync(looks), (count) => count > before + 2)
      })
      const hourPasses = Effect.sync(() => void (server.ways.clockAhead += HOUR))
      const first = yield* listen(Effect.succeed(account))
      server.fund(symbol, "0.0001")
      yield* looked
      yield* hourPasses
      yield* account.balances
      server.fund(symbol, "-0.0002")
      yield* eventually(Effect.sync(charged), (all) => all.length === 1)
      yield* looked
      // Another process goes on.
      yield* Fiber.interrupt(first)
      yield* listen(openAt(server, key))
      yield* looked
      expect(charged()).toHaveLength(1)
      yield* hourPasses
      yield* eventually(Effect.sync(charged), (all) => all.length === 2)
      // At the closing prices of their hours, which are a little more than 90,000.
      const cents = charged().map(({ amount }) => Math.floor(Math.abs(Number(amount)) / Number(nano.quote("0.1"))))
      expect([cents, charged().map(({ amount }) => Math.sign(Number(amount)))]).toEqual([
        [9, 18],
        [1, -1]
      ])
      expect(new Set(charged().map(({ tradeId }) => tradeId)).size).toBe(2)
    })
  )

  rule("EXCH-32 entries of the other way that rest are no exits, also where another process sent them", (at) =>
    Effect.gen(function* () {
      const { held, key, place, server } = at
      const ladder = (side: "BUY" | "SELL", price: string, count: number, reduceOnly: boolean) =>
        buy(count, {
          clientOrderId: unique("tt-a").slice(0, 12).concat("-GRID-", String(++nth)) as never,
          side,
          reduceOnly,
          price: priceOn(nano, price)
        })
      let nth = 0
      yield* place(buy(3))
      yield* eventually(held, (one) => one?.long === "0.03")
      yield* place(ladder("SELL", "98000", 9, false))
      yield* place(ladder("SELL", "95000", 2, true))
      const again = yield* openAt(server, key)
      const refused = { _tag: "OrderRejected", reason: "REDUCE_ONLY" }
      // What is filled before counts, whatever it is; what is filled after leaves what there is to this one.
      expect(yield* Effect.flip(again.place(symbol, ladder("SELL", "96000", 2, true)))).toMatchObject(refused)
      yield* again.place(symbol, ladder("SELL", "96000", 1, true))
      // This one is known to leave.
      expect(yield* Effect.flip(again.place(symbol, ladder("SELL", "94000", 3, true)))).toMatchObject(refused)
      yield* again.place(symbol, ladder("SELL", "94000", 2, true))
    })
  )

  rule("EXCH-33 once a position was closed by Coinbase the account may only close", (at) =>
    Effect.gen(function* () {
      const { account, place, server, told } = at
      const standing = account.standing ?? Effect.die("it tells none")
      expect(yield* standing).toEqual({})
      yield* place(buy(4))
      yield* told("OrderFilled")
      server.book.liquidate(server.book.user("ada"), symbol)
      yield* told("PositionLiquidated")
      expect((yield* standing).closeOnly).toContain("for want of margin")
    })
  )

  for (const name of ["IN_LIQUIDATION", "PREVIEW_CLOSE_ONLY_FAILURE", "GEOFENCING_RESTRICTION"])
    rule(`an order refused with ${name} says that the account may only close; another refusal does not`, (at) =>
      Effect.gen(function* () {
        const { account, place, server } = at
        const standing = account.standing ?? Effect.die("it tells none")
        for (const other of ["INELIGIBLE_PAIR", "COMMANDER_REJECTED_NEW_ORDER"]) {
          server.ways.refusesWith = other
          expect(yield* Effect.flip(place(buy(1)))).toMatchObject({ reason: "EXCHANGE" })
          expect(yield* standing).toEqual({})
        }
        server.ways.refusesWith = name
        expect(yield* Effect.flip(place(buy(1)))).toMatchObject({ reason: "EXCHANGE" })
        expect((yield* standing).closeOnly).toContain("Coinbase")
      })
    )

  for (const [setting, enters] of [
    ["INTRADAY_MARGIN_SETTING_INTRADAY", false],
    ["INTRADAY_MARGIN_SETTING_STANDARD", true]
  ] as const)
    rule(
      `at 15:40 in New York an account with ${setting} ${enters ? "enters" : "enters nothing, and closes"}`,
      ({ place, server }) =>
        Effect.gen(function* () {
          server.ways.marginSetting = "INTRADAY_MARGIN_SETTING_STANDARD"
          yield* place(buy(2))
          server.ways.marginSetting = setting
          const entered = yield* Effect.result(place(buy(1)))
          if (enters) expect(entered._tag).toBe("Success")
          else expect(entered).toMatchObject({ failure: { reason: "MARKET_CLOSED" } })
          yield* place(exit(2))
        }),
      away("2026-12-02T20:40:00Z")
    )

  rule("what only follows a pair here is no product there", ({ place, server }) =>
    Effect.gen(function* () {
      const before = server.asked.length
      const order = limitBuy(made, unique("tt-buy"), "90000", "0.01")
      expect(yield* Effect.flip(place(order, made))).toMatchObject({ _tag: "OrderRejected", reason: "INVALID" })
      expect(server.asked).toHaveLength(before)
    })
  )
})
