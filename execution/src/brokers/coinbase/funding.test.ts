import { assert, it } from "@effect/vitest"
import { Effect, Fiber, Option, Schema } from "effect"
import { TestClock } from "effect/testing"
import { ClientOrderId } from "@tradetower/domain/ids"
import type { AccountNews } from "../../exchange.ts"
import { rest } from "../../passing-time.fixture.ts"
import { future } from "../../venues/coinbase/rest-answers.fixture.ts"
import type { Client } from "./client.ts"
import { makeFunding } from "./funding.ts"
import { bitcoin, nano } from "./markets.fixture.ts"

const { symbol } = nano.instrument
const HOUR = 3_600_000
const MIDNIGHT = Date.UTC(2026, 3, 7)
const markets = { of: () => Effect.succeed(nano), all: Effect.succeed([bitcoin, nano]) }
/** Before the third hour another order of ours traded there than after. */
const lastOwn = (_: string, before = Infinity) =>
  Effect.succeed(ClientOrderId.make(before <= MIDNIGHT + 3 * HOUR ? "tt-1" : "tt-2"))

interface Trade {
  readonly at: number
  readonly side: "BUY" | "SELL"
  readonly size: string
  readonly product?: string
  readonly commission?: string
}

/** An account with ten contracts at 90,000, at ten minutes before midnight, and 100,000 dollars, as it is asked for. */
const accountThere = () => {
  const is = {
    now: MIDNIGHT - 10 * 60_000,
    rate: "0.0001",
    side: "LONG",
    contracts: "10",
    dollars: 100_000,
    candles: [] as ReadonlyArray<{ readonly hour: number; readonly close: string }>,
    trades: [] as ReadonlyArray<Trade>
  }
  const fillOf = ({ at, commission = "0", product = symbol, side, size }: Trade, nth: number) => ({
    trade_id: `t${nth}`,
    order_id: "o",
    trade_time: new Date(at).toISOString(),
    trade_type: "FILL",
    price: "90000",
    size,
    commission,
    product_id: product,
    sequence_timestamp: new Date(at).toISOString(),
    liquidity_indicator: "TAKER",
    side
  })
  const bodies: ReadonlyArray<readonly [string, () => unknown]> = [
    [
      "/cfm/positions",
      () => ({
        positions: [
          { product_id: symbol, side: is.side, number_of_contracts: is.contracts, avg_entry_price: "90000" }
        ].filter(() => is.contracts !== "0")
      })
    ],
    ["/cfm/balance_summary", () => ({ balance_summary: { total_usd_balance: is.dollars.toFixed(2) } })],
    ["/orders/historical/fills", () => ({ fills: is.trades.map(fillOf), cursor: "" })],
    [
      `/market/products/${symbol}/candles`,
      () => ({
        candles: is.candles.map(({ close, hour }) => ({
          start: String((hour - HOUR) / 1000),
          open: close,
          high: close,
          low: close,
          close,
          volume: "1"
        }))
      })
    ],
    [
      "/market/products/",
      () =>
        future(symbol, {
          funding_rate: is.rate,
          funding_time: new Date((Math.floor(is.now / HOUR) + 1) * HOUR).toISOString()
        })[1]
    ]
  ]
  const asked: Array<string> = []
  const read: Client["read"] = (path, schema) =>
    Effect.gen(function* () {
      asked.push(path)
      const body = bodies.find(([begins]) => path.startsWith(begins))?.[1]
      if (body === undefined) return Option.none()
      return Option.some(yield* Effect.orDie(Schema.decodeUnknownEffect(schema)(body())))
    })
  return { is, asked, client: { read, now: Effect.sync(() => is.now) } as unknown as Client }
}

/** Follows an account's funding, as one process after another does. */
const following = Effect.gen(function* () {
  const { asked, client, is } = accountThere()
  const news: Array<AccountNews> = []
  const note = () => news.findLast((item) => item._tag === "Kept")?.note
  const begin = (kept: string | undefined) =>
    Effect.forkScoped(
      makeFunding({ client, trades: { lastOwn }, markets, hasFutures: Effect.succeed(true), kept })(
        (item) => void news.push(item)
      )
    )
  let running = yield* begin(undefined)
  yield* rest
  return {
    is,
    asked,
    note,
    news,
    charges: () =>
      news.flatMap((item) => (item._tag === "Reported" && item.report._tag === "FundingCharged" ? [item.report] : [])),
    pass: (minutes: number) =>
      Effect.gen(function* () {
        is.now += minutes * 60_000
        yield* TestClock.adjust("5 minutes")
        yield* rest
      }),
    /** Dies, and comes back so much later with what was kept of it. */
    restarted: (minutes: number, kept = note()) =>
      Effect.gen(function* () {
        yield* Fiber.interrupt(running)
        is.now += minutes * 60_000
        running = yield* begin(kept)
        yield* rest
      })
  }
})
const dollars = (amount: string) => Number(nano.quote(amount as never))
const amounts = (charges: ReadonlyArray<{ readonly amount: unknown }>) => charges.map(({ amount }) => Number(amount))

it.effect("funding is reckoned once an hour from the rate that was told, for what is held then", () =>
  Effect.gen(function* () {
    const { charges, is, pass } = yield* following
    yield* pass(5)
    assert.lengthOf(charges(), 0)
    // The rate turns round as the hour ends; the position does later.
    is.rate = "-0.0002"
    yield* pass(6)
    assert.deepInclude(charges()[0], {
      clientOrderId: ClientOrderId.make("tt-1"),
      tradeId: `funding-${symbol}-${MIDNIGHT}`,
      at: MIDNIGHT,
      amount: dollars("0.9"),
      source: "RATE"
    } as never)
    is.side = "SHORT"
    is.trades = [{ at: is.now, side: "SELL", size: "20" }]
    yield* pass(60)
    yield* pass(1)
    assert.deepStrictEqual(amounts(charges()), [dollars("0.9"), dollars("1.8")])
  }).pipe(Effect.scoped)
)

it.effect(
  "hours in which nobody listened are charged to who comes after: once, at their prices, for what was held",
  () =>
    Effect.gen(function* () {
      const { charges, is, news, note, pass, restarted } = yield* following
      yield* pass(15)
      assert.deepStrictEqual(amounts(charges()), [dollars("0.9")])
      const before = note()
      news.length = 0
      // Down until half past five; from half past two half of it was held.
      is.contracts = "5"
      is.trades = [{ at: MIDNIGHT + 2.5 * HOUR, side: "SELL", size: "5" }]
      is.candles = [1, 2, 3, 4, 5].map((nth) => ({ hour: MIDNIGHT + nth * HOUR, close: nth === 1 ? "80000" : "90000" }))
      yield* restarted(5.5 * 60 - 5, before)
      assert.deepStrictEqual(
        charges().map(({ amount, clientOrderId, tradeId }) => [
          clientOrderId as string,
          tradeId as string,
          Number(amount)
        ]),
        [
          // What was told before it died, perhaps to nobody.
          ["tt-1", `funding-${symbol}-${MIDNIGHT}`, dollars("0.9")],
          ["tt-1", `funding-${symbol}-${MIDNIGHT + 3 * HOUR}`, dollars("2.15")],
          ["tt-2", `funding-${symbol}-${MIDNIGHT + 5 * HOUR}`, dollars("0.9")]
        ]
      )
      // It is kept before it is told, and told again by who comes after that: nothing anew.
      const order = news.map((item) => (item._tag === "Reported" ? item.report._tag : item._tag))
      assert.deepStrictEqual(order.slice(-3), ["Kept", "FundingCharged", "FundingCharged"])
      const told = new Set(charges().map(({ tradeId }) => tradeId))
      yield* restarted(1)
      yield* pass(5)
      assert.strictEqual(new Set(charges().map(({ tradeId }) => tradeId)).size, told.size)
    }).pipe(Effect.scoped)
)

it.effect("what the account's own money shows sets right what was reckoned, and other money is not taken for it", () =>
  Effect.gen(function* () {
    const { charges, is, pass } = yield* following
    const balance = () => charges().filter(({ source }) => source === "BALANCE")
    yield* pass(15)
    for (let hour = 1; hour < 6; hour++) yield* pass(60)
    assert.deepStrictEqual(
      amounts(charges()),
      Array.from({ length: 6 }, () => dollars("0.9"))
    )
    // A deposit; then a purchase of coins and the fee of a contract that came and went.
    is.dollars += 500
    yield* pass(5)
    is.dollars -= 90 + 0.54 + 4
    is.trades = [
      { at: is.now + 60_000, side: "BUY", size: "0.001", product: "BTC-USD", commission: "0.54" },
      { at: is.now + 60_000, side: "BUY", size: "1", commission: "2" },
      { at: is.now + 60_000, side: "SELL", size: "1", commission: "2" }
    ]
    yield* pass(5)
    assert.lengthOf(balance(), 0)
    // Six hours of it are paid at once: they came to 5.10, not to 5.40.
    is.dollars -= 5.1
    yield* pass(5)
    assert.deepStrictEqual(amounts(balance()), [dollars("-0.3")])
    // The same money is compared once.
    yield* pass(5)
    is.dollars -= 5.1
    yield* pass(5)
    assert.lengthOf(balance(), 1)
  }).pipe(Effect.scoped)
)

it.effect("across a trade of what nothing here counts no money is compared: the estimate stays", () =>
  Effect.gen(function* () {
    const { charges, is, pass } = yield* following
    yield* pass(15)
    is.trades = [{ at: is.now + 60_000, side: "SELL", size: "1", product: "OTHER-CDE" }]
    is.dollars -= 1.2
    yield* pass(5)
    assert.deepStrictEqual(amounts(charges()), [dollars("0.9")])
  }).pipe(Effect.scoped)
)

it.effect("nothing is asked of funding where no future is followed", () =>
  Effect.gen(function* () {
    const { asked, client } = accountThere()
    const spot = { of: () => Effect.succeed(bitcoin), all: Effect.succeed([bitcoin]) }
    const of = { client, trades: { lastOwn }, markets: spot, hasFutures: Effect.succeed(true), kept: undefined }
    yield* Effect.forkScoped(makeFunding(of)(() => undefined))
    yield* rest
    assert.lengthOf(asked, 0)
  }).pipe(Effect.scoped)
)
