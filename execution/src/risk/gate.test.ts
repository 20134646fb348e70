import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { type Connection, ConnectionId, isArmed, PAPER_BROKER, paperConnection } from "@tradetower/domain/connection"
import { SIMULATED } from "../venues/venue-ids.ts"
import type { TenantId } from "@tradetower/domain/ids"
import { marketOf, perpetualOf, type PriceFeed, takesAll, type TradingStatus } from "@tradetower/domain/market"
import type { Decimal } from "@tradetower/domain/number"
import type { OrderRequest } from "@tradetower/domain/order"
import { type BotRiskLimits, defaultRiskLimits, OrderRate, orderLimits } from "@tradetower/domain/risk"
import { ada, bot, id, instrument, lots, market, order, price } from "../execution.fixture.ts"
import type { Balance, Exchange, ExchangeAccount } from "../exchange.ts"
import { AskingFor } from "../in-turn.ts"
import { LastPrices } from "./last-prices.ts"
import type { RiskBook } from "./risk-book.ts"
import type { Venue } from "../venues/venue.ts"
import { quietVenue } from "../venues/venue.fixture.ts"
import { type Cleared, type GuardedAccount, makeGate, type Surroundings } from "./gate.ts"

const d = (text: string) => text as Decimal
const nothing: Surroundings = {
  exposure: () => undefined,
  trading: () => takesAll,
  dayTrading: () => Effect.die(new Error("not a stock")),
  standing: (account) => account.standing ?? Effect.succeed({})
}

/** A gate before an exchange that takes everything; what it was asked is counted. */
const before = (
  options: {
    readonly free?: string
    readonly bot?: BotRiskLimits
    readonly trading?: () => TradingStatus
    readonly armed?: () => boolean
    readonly feedOf?: Venue["feedOf"]
    readonly margin?: NonNullable<ExchangeAccount["margin"]>
    readonly standing?: NonNullable<ExchangeAccount["standing"]>
  } = {}
) => {
  const placed: Array<OrderRequest> = []
  const asked = { balances: 0, for: [] as Array<string> }
  const tenant = { halted: false, limits: defaultRiskLimits, rate: new OrderRate() }
  const own = options.bot ?? {}
  const known = {
    limits: own,
    rate: new OrderRate(),
    order: { by: tenant.limits, limits: orderLimits(tenant.limits, own) }
  }
  const book: RiskBook["Service"] = {
    tenant: () => tenant,
    bot: () => known,
    ownLimits: () => own,
    learn: () => Effect.succeed({ tenant, bot: known }),
    armed: (connection) => options.armed?.() ?? isArmed(connection),
    onUser: () => Effect.void
  }
  const usd: Balance = { asset: "USD", total: d("100000"), available: d(options.free ?? "100000") }
  const account: ExchangeAccount = {
    settles: 0,
    balances: Effect.sync(() => {
      asked.balances++
      return [usd]
    }),
    place: (_, request) =>
      Effect.map(AskingFor, (bot) => {
        asked.for.push(bot)
        placed.push(request)
        return { exchangeOrderId: `O${placed.length}` }
      }),
    cancel: () => Effect.void,
    find: () => Effect.die(new Error("not asked here")),
    openOrders: Effect.succeed([]),
    fills: () => Effect.succeed({ fills: [], cursor: "" }),
    fillsOf: () => Effect.succeed([]),
    positions: Effect.succeed([]),
    reports: Stream.never,
    ...(options.margin !== undefined && { margin: options.margin }),
    ...(options.standing !== undefined && { standing: options.standing })
  }
  const exchange: Exchange = {
    broker: PAPER_BROKER,
    environment: "PAPER",
    venue: instrument.venue,
    terms: ["paper"],
    open: () => Effect.succeed(account),
    marketData: quietVenue([instrument], options.feedOf === undefined ? {} : { feedOf: options.feedOf })
  }
  const prices = new LastPrices()
  for (const symbol of [instrument.symbol, perpetualOf(instrument).symbol])
    prices.set(instrument.venue, symbol, price("100"))
  const gate = makeGate(book, prices)
  const guarded = gate.guard(exchange)
  const clear = gate.clearing({ ...nothing, trading: options.trading ?? nothing.trading })
  const clearing = (request: OrderRequest, through?: GuardedAccount, on = market) =>
    Effect.gen(function* () {
      const found = through ?? (yield* guarded.open(paperConnection(ada, SIMULATED)))
      return yield* clear({ tenantId: ada, botId: bot, market: on, account: found }, request)
    })
  const sending = (request: OrderRequest) =>
    Effect.gen(function* () {
      const cleared = yield* clearing(request)
      return yield* (yield* guarded.open(paperConnection(ada, SIMULATED))).place(cleared)
    })
  return { asked, clearing, guarded, placed, sending, tenant }
}
describe("the gate", () => {
  it.effect("EXEC-16 lets what it cleared through, as it was cleared, as often as it is sent again", () =>
    Effect.gen(function* () {
      const { asked, clearing, guarded, placed } = before()
      const request = { ...order("tt-aaaaaaaaaa-GRID-1") }
      const cleared = yield* clearing(request)
      request.quantity = lots("99999")
      const { place } = yield* guarded.open(paperConnection(ada, SIMULATED))
      yield* Effect.andThen(place(cleared), place(cleared))
      assert.deepStrictEqual(placed, [order("tt-aaaaaaaaaa-GRID-1"), order("tt-aaaaaaaaaa-GRID-1")])
      assert.deepStrictEqual(asked.for, ["aaaaaaaaaa", "aaaaaaaaaa"])
      assert.throws(() => Object.assign(placed[0] ?? {}, { quantity: 1 }))
    })
  )

  it.effect("RISK-24 asks what the market takes before every order, also one that closes; cancels go through", () =>
    Effect.gen(function* () {
      let trading: TradingStatus = { takes: "NONE", why: "only cancels are taken" }
      const { guarded, placed, sending } = before({ trading: () => trading })
      const close = order("tt-a-CLOSE-1", { side: "SELL", purpose: "CLOSE" })
      for (const request of [order("tt-a-GRID-2"), close]) {
        const error = yield* Effect.flip(sending(request))
        assert.isTrue(error._tag === "OrderRejected" && error.reason === "MARKET_CLOSED")
        assert.strictEqual(error.message, "only cancels are taken")
      }
      yield* (yield* guarded.open(paperConnection(ada, SIMULATED))).cancel(instrument.symbol, {
        clientOrderId: close.clientOrderId
      })
      assert.deepStrictEqual(placed, [])
      trading = takesAll
      yield* sending(close)
      assert.deepStrictEqual(placed, [close])
    })
  )

  it.effect(
    "RISK-25 lets nothing go to an account that is not armed but what closes, also when it was cleared before",
    () =>
      Effect.gen(function* () {
        let armed = true
        const { clearing, guarded, placed, sending } = before({ armed: () => armed })
        const early = yield* clearing(order("tt-a-GRID-1"))
        armed = false
        const account = yield* guarded.open(paperConnection(ada, SIMULATED))
        for (const attempt of [account.place(early), sending(order("tt-a-GRID-2"))]) {
          const error = yield* Effect.flip(attempt)
          assert.match(error.message, /is not armed: only orders that close a position go out/)
        }
        const close = order("tt-a-CLOSE-1", { side: "SELL", purpose: "CLOSE" })
        yield* sending(close)
        assert.deepStrictEqual(placed, [close])
      })
  )

  it.effect("RISK-17 an account that may only close enlarges nothing, whatever is traded there", () =>
    Effect.gen(function* () {
      const standing = Effect.succeed({ closeOnly: "it is in liquidation" })
      const { clearing, placed, sending } = before({ standing })
      const perpetual = marketOf(perpetualOf(instrument))
      for (const on of [market, perpetual]) {
        const error = yield* Effect.flip(clearing(order("tt-a-GRID-1"), undefined, on))
        assert.include(error.message, "only close positions (it is in liquidation)")
      }
      yield* sending(order("tt-a-CLOSE-1", { side: "SELL", purpose: "CLOSE" }))
      assert.lengthOf(placed, 1)
    })
  )

  it.effect("RISK-26 at delayed or made-up prices lets nothing go to real money but what closes; paper may", () =>
    Effect.gen(function* () {
      let feed: PriceFeed | undefined
      const { clearing, guarded, placed, sending } = before({ feedOf: () => feed })
      const real: Connection = { ...paperConnection(ada, SIMULATED), environment: "LIVE", armedAt: 1 }
      const account = yield* guarded.open({ ...real, id: ConnectionId.make("real") })
      const onReal = (request: OrderRequest) => Effect.flatMap(clearing(request, account), account.place)
      for (feed of [{ _tag: "DELAYED", minutes: 15 }, { _tag: "DEMO" }] as const) {
        const error = yield* Effect.flip(onReal(order("tt-a-GRID-1")))
        assert.match(error.message, feed._tag === "DEMO" ? /are made up/ : /are delayed 15 min/)
        yield* onReal(order("tt-a-CLOSE-1", { side: "SELL", purpose: "CLOSE" }))
        yield* sending(order("tt-b-GRID-1"))
      }
      assert.strictEqual(placed.length, 4)
      for (feed of [undefined, { _tag: "PARTIAL", exchange: "IEX" }] as const) yield* onReal(order("tt-a-GRID-2"))
      assert.strictEqual(placed.length, 6)
    })
  )

  it.effect("EXEC-16 takes nothing else: no plain order, no forgery, no other tenant's", () =>
    Effect.gen(function* () {
      const { clearing, guarded, placed } = before()
      const account = yield* guarded.open(paperConnection(ada, SIMULATED))
      // @ts-expect-error an order that was not cleared is not what place takes
      const plain = yield* Effect.exit(Effect.suspend(() => account.place(order("tt-a-GRID-1"))))
      assert.strictEqual(plain._tag, "Failure")

      const real = yield* clearing(order("tt-a-GRID-2"))
      for (const forged of [{}, { ...real }, Object.create(real) as object, structuredClone(real)])
        assert.strictEqual((yield* Effect.exit(Effect.suspend(() => account.place(forged as Cleared))))._tag, "Failure")

      const ben = yield* guarded.open(paperConnection("ben" as TenantId, SIMULATED))
      assert.strictEqual((yield* Effect.exit(Effect.suspend(() => ben.place(real))))._tag, "Failure")
      assert.deepStrictEqual(placed, [])
    })
  )

  it("EXEC-16 has no way past it: only it and the adapters see an exchange's own account", () => {
    const src = join(import.meta.dirname, "..")
    const naming = readdirSync(src, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !/\.(test|fixture)\.ts$/.test(path))
      .filter((path) => /\bExchangeAccount\b/.test(readFileSync(join(src, path), "utf8")))
    // Adapters make accounts, each in a folder of its own, and `leased` makes one of theirs exclusive; nobody else sees one.
    const others = naming.filter((path) => !path.startsWith("brokers/"))
    assert.deepStrictEqual(others.toSorted(), ["exchange.ts", "leased.ts", "risk/gate.ts"])
  })

  it.effect("says every reason at once, in words that say what would work; the exchange hears nothing", () =>
    Effect.gen(function* () {
      const { asked, placed, sending, tenant } = before({ bot: { maxOrderNotional: d("50") } })
      tenant.halted = true
      const refusal = yield* Effect.flip(sending(order("tt-a-GRID-1")))
      assert.strictEqual(refusal._tag, "OrderRejected")
      if (refusal._tag !== "OrderRejected") return
      assert.strictEqual(refusal.reason, "RISK_LIMIT")
      assert.include(refusal.message, "kill switch")
      assert.include(refusal.message, "larger than the limit of 50.00 USD")
      assert.deepStrictEqual([placed, asked.balances], [[], 0])
    })
  )

  it.effect("EXEC-17 refuses an order cleared before the kill switch, also one that is tried again; closes pass", () =>
    Effect.gen(function* () {
      const { clearing, guarded, placed, tenant } = before()
      const account = yield* guarded.open(paperConnection(ada, SIMULATED))
      const entry = yield* clearing(order("tt-a-GRID-1"))
      const close = yield* clearing(order("tt-a-CLOSE-2", { side: "SELL", purpose: "CLOSE" }))
      tenant.halted = true
      assert.strictEqual((yield* Effect.flip(account.place(entry)))._tag, "OrderRejected")
      yield* account.place(close)
      assert.deepStrictEqual(
        placed.map(({ purpose }) => purpose),
        ["CLOSE"]
      )
    })
  )

  it.effect(
    "asks the exchange for the balance when what it knows doesn't cover an order, and names what is missing",
    () =>
      Effect.gen(function* () {
        const { asked, placed, sending } = before({ free: "200" })
        yield* sending(order("tt-a-GRID-1"))
        assert.strictEqual(asked.balances, 1)
        yield* sending(order("tt-a-GRID-2"))
        assert.strictEqual(asked.balances, 1)
        const refusal = yield* Effect.flip(sending(order("tt-a-GRID-3", { quantity: lots("3") })))
        assert.strictEqual(asked.balances, 2)
        assert.deepStrictEqual(refusal._tag === "OrderRejected" && refusal.missing, {
          asset: "USD",
          amount: d("70.27")
        })
        assert.strictEqual(placed.length, 2)
      })
  )

  it.effect("EXEC-37 asks what is available of the margin that futures share, whatever is free of the asset", () =>
    Effect.gen(function* () {
      let available = "2000"
      const margin = Effect.sync(() => [{ asset: "USD", available: d(available), buffer: d("5000") }])
      const perpetual = marketOf(perpetualOf(instrument))
      const { clearing, guarded, placed } = before({ free: "10", margin })
      const account = yield* guarded.open(paperConnection(ada, SIMULATED))
      const entry = order("tt-a-GRID-1", { quantity: lots("10"), margin: { leverage: 1, type: "CROSS" } })
      yield* account.place(yield* clearing(entry, account, perpetual))
      assert.strictEqual(placed.length, 1)
      available = "5"
      const refusal = yield* Effect.flip(clearing({ ...entry, clientOrderId: id("tt-a-GRID-2") }, account, perpetual))
      assert.isTrue(refusal._tag === "OrderRejected" && refusal.reason === "INSUFFICIENT_FUNDS")
      assert.include(refusal.message, "5.00 USD is free")
    })
  )

  it.effect("counts orders over all of a tenant's bots, and lets reducing ones pass the limit", () =>
    Effect.gen(function* () {
      const { placed, sending } = before({ bot: { ordersPerMinute: 2 } })
      yield* sending(order("tt-a-GRID-1", { quantity: lots("0.1") }))
      yield* sending(order("tt-a-GRID-2", { quantity: lots("0.1") }))
      const refusal = yield* Effect.flip(sending(order("tt-a-GRID-3", { quantity: lots("0.1") })))
      assert.isTrue(refusal._tag === "OrderRejected" && refusal.reason === "RATE_LIMIT")
      assert.include(refusal.message, "its limit of 2 orders a minute")
      yield* sending(order("tt-a-STOP_LOSS-4", { side: "SELL", type: "STOP", purpose: "STOP_LOSS" }))
      assert.strictEqual(placed.length, 3)
    })
  )
})
