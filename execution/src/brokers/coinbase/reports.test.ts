import { assert, it } from "@effect/vitest"
import { Effect, Queue, Schema, Stream } from "effect"
import { TestClock } from "effect/testing"
import type { AccountFill, AccountNews, ExchangeUnavailable } from "../../exchange.ts"
import { Asking, asksForFewer } from "../../in-turn.ts"
import { rest } from "../../passing-time.fixture.ts"
import { Order } from "./answers.ts"
import { makeBell } from "./bell.ts"
import { KnownOrders } from "./known-orders.ts"
import { bitcoin } from "./markets.fixture.ts"
import type { OrderBook } from "./order-book.ts"
import { makeReports } from "./reports.ts"
import type { Trades } from "./trades.ts"
import type { Told } from "./user-channel.ts"
import type { UserOrder } from "./user-messages.ts"

const listed = (id: string, filled = "0"): Order =>
  Schema.decodeUnknownSync(Order)({
    order_id: id,
    client_order_id: `tt-${id}`,
    product_id: "BTC-USD",
    side: "BUY",
    status: "OPEN",
    order_configuration: { limit_limit_gtc: { base_size: "1", limit_price: "90" } },
    created_time: "2026-11-27T15:00:00Z",
    filled_size: filled,
    number_of_fills: 0
  })
const told = (id: string, over: Partial<UserOrder> = {}): UserOrder => ({
  order_id: id,
  client_order_id: `tt-${id}`,
  status: "OPEN",
  cumulative_quantity: "0" as UserOrder["cumulative_quantity"],
  ...over
})

const trade: AccountFill = {
  symbol: bitcoin.instrument.symbol,
  report: {
    _tag: "OrderFilled",
    at: 0 as never,
    clientOrderId: "tt-1" as never,
    tradeId: "t" as never,
    price: 1 as never,
    quantity: bitcoin.quantity("0.5") ?? (0 as never),
    fee: { _tag: "Quote", amount: 0 as never },
    liquidity: "TAKER"
  }
}

/** Reports over a channel and a list that say what a test lets them say. */
const reporting = Effect.gen(function* () {
  const channel = yield* Queue.unbounded<Told>()
  const rests = { now: [] as ReadonlyArray<Order>, asked: 0 }
  const asked = { fills: 0 }
  const lists = { fills: [] as ReadonlyArray<AccountFill>, paused: false }
  const book = {
    resting: Effect.sync(() => {
      rests.asked++
      return rests.now
    })
  } as unknown as OrderBook
  const trades = {
    learnAll: () => Effect.succeed([]),
    ofOrders: () =>
      Effect.flatMap(Asking, (urgency) =>
        lists.paused && urgency === "USUAL"
          ? Effect.fail(asksForFewer("Coinbase", 60_000))
          : Effect.sync(() => (asked.fills++, []))
      ),
    told: () => Effect.sync(() => ({ fills: lists.fills, odd: [] })),
    isLiquidation: () => false
  } as unknown as Trades
  const markets = { of: () => Effect.succeed(bitcoin), all: Effect.succeed([bitcoin]) }
  const known = new KnownOrders(15_000)
  const news: Array<AccountNews> = []
  const failed: Array<ExchangeUnavailable> = []
  yield* makeReports(Stream.fromQueue(channel), makeBell(known, trades, markets), book, () => Effect.never).pipe(
    Stream.runForEach((item) => Effect.sync(() => void news.push(item))),
    Effect.catch((error) => Effect.sync(() => void failed.push(error))),
    Effect.forkScoped
  )
  const say = (message: Told) => Effect.andThen(Queue.offer(channel, message), rest)
  const pass = (time: "44 seconds" | "2 seconds" | "6 seconds") => Effect.andThen(TestClock.adjust(time), rest)
  return { say, pass, rests, lists, asked, news, failed, known }
})

it.effect("find out within a minute that the channel is silent, and give it a moment to tell", () =>
  Effect.gen(function* () {
    const { failed, pass, rests, say } = yield* reporting
    yield* say({ _tag: "Open", orders: [told("1")] })
    yield* say({ _tag: "Connected" })
    rests.now = [listed("1")]
    yield* pass("44 seconds")
    yield* pass("2 seconds")
    assert.strictEqual(rests.asked, 1)
    // Filled, which is not told.
    rests.now = [listed("1", "0.5")]
    yield* pass("44 seconds")
    yield* pass("2 seconds")
    assert.lengthOf(failed, 0)
    yield* pass("6 seconds")
    assert.include(failed[0]?.message, "tells nothing")
    assert.isTrue(failed[0]?.retryable)
  }).pipe(Effect.scoped)
)

it.effect("do not take a channel for dead that tells a moment late, or an order that it has not told of yet", () =>
  Effect.gen(function* () {
    const { failed, pass, rests, say } = yield* reporting
    yield* say({ _tag: "Open", orders: [told("1")] })
    yield* say({ _tag: "Connected" })
    rests.now = [listed("2")]
    yield* pass("44 seconds")
    yield* pass("2 seconds")
    yield* say({ _tag: "Changed", orders: [told("1", { status: "CANCELLED" }), told("2")] })
    yield* pass("6 seconds")
    assert.lengthOf(failed, 0)
  }).pipe(Effect.scoped)
)

it.effect("take REST's word for what is open where the channel may have begun without some of it", () =>
  Effect.gen(function* () {
    const { failed, pass, rests, say } = yield* reporting
    yield* say({ _tag: "Open", orders: [told("1")] })
    yield* say({ _tag: "Connected", mayLack: true })
    rests.now = [listed("1"), listed("2", "0.1")]
    for (let i = 0; i < 11; i++) yield* pass("6 seconds")
    assert.deepStrictEqual([failed.length, rests.asked], [0, 1])
    // From then on the channel is to tell of it.
    rests.now = [listed("1"), listed("2", "0.2")]
    for (let i = 0; i < 11; i++) yield* pass("6 seconds")
    assert.include(failed[0]?.message, "tells nothing")
  }).pipe(Effect.scoped)
)

it.effect("begin with Connected, and tell after it what changed before", () =>
  Effect.gen(function* () {
    const { known, news, say } = yield* reporting
    known.mean("tt-1" as never, bitcoin.instrument.symbol)
    yield* say({ _tag: "Changed", orders: [told("1")] })
    assert.lengthOf(news, 0)
    yield* say({ _tag: "Connected" })
    assert.deepStrictEqual(
      news.map((item) => (item._tag === "Reported" ? item.report._tag : item._tag)),
      ["Connected", "OrderAccepted"]
    )
  }).pipe(Effect.scoped)
)

it.effect(
  "keep the end of an order back while its trades lack, and say that they are late, and when they are not",
  () =>
    Effect.gen(function* () {
      const { failed, known, lists, news, pass, rests, say } = yield* reporting
      known.learn("1", "tt-1" as never, bitcoin.instrument.symbol)
      rests.now = []
      yield* say({ _tag: "Connected" })
      const filled = { status: "CANCELLED", cumulative_quantity: "0.5" as UserOrder["cumulative_quantity"] }
      yield* say({ _tag: "Changed", orders: [told("1", filled)] })
      const tags = () => news.map((item) => (item._tag === "Reported" ? item.report._tag : item._tag))
      assert.deepStrictEqual(tags(), ["Connected", "OrderAccepted"])
      for (let i = 0; i < 20; i++) yield* pass("6 seconds")
      assert.deepStrictEqual(tags(), ["Connected", "OrderAccepted", "Degraded"])
      lists.fills = [trade]
      for (let i = 0; i < 2; i++) yield* pass("6 seconds")
      assert.deepStrictEqual(tags().slice(3), ["OrderFilled", "OrderCancelled", "Restored"])
      assert.lengthOf(failed, 0)
    }).pipe(Effect.scoped)
)

it.effect("wait for no trade of the owner's own that can't be told", () =>
  Effect.gen(function* () {
    const { asked, known, news, pass, say } = yield* reporting
    known.learn("1", "4f1c" as never, bitcoin.instrument.symbol)
    yield* say({ _tag: "Connected" })
    const cumulative_quantity = "0.5" as UserOrder["cumulative_quantity"]
    const filled = { client_order_id: "4f1c", status: "FILLED", cumulative_quantity }
    yield* say({ _tag: "Changed", orders: [told("1", filled)] })
    for (let i = 0; i < 20; i++) yield* pass("6 seconds")
    const before = asked.fills
    for (let i = 0; i < 20; i++) yield* pass("6 seconds")
    assert.strictEqual(asked.fills, before)
    assert.notInclude(
      news.map(({ _tag }) => _tag),
      "Degraded"
    )
  }).pipe(Effect.scoped)
)

it.effect("tell the end of an order that is taken back while Coinbase lets nothing else be asked", () =>
  Effect.gen(function* () {
    const { asked, known, lists, news, pass, say } = yield* reporting
    for (const id of ["1", "2"]) known.learn(id, `tt-${id}` as never, bitcoin.instrument.symbol)
    yield* say({ _tag: "Connected" })
    lists.paused = true
    lists.fills = [trade]
    const cumulative_quantity = "0.5" as UserOrder["cumulative_quantity"]
    yield* say({ _tag: "Changed", orders: [told("2", { cumulative_quantity })] })
    yield* pass("2 seconds")
    assert.strictEqual(asked.fills, 0)
    known.leaving.add("tt-1" as never)
    yield* say({ _tag: "Changed", orders: [told("1", { status: "CANCELLED", cumulative_quantity })] })
    yield* pass("2 seconds")
    const tags = news.map((item) => (item._tag === "Reported" ? item.report._tag : item._tag))
    assert.includeMembers(tags, ["OrderFilled", "OrderCancelled"])
    assert.strictEqual(asked.fills, 1)
  }).pipe(Effect.scoped)
)
