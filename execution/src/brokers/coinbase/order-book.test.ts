import { expect, it } from "@effect/vitest"
import { Effect, Logger, Option, Schema } from "effect"
import { ClientOrderId } from "@tradetower/domain/ids"
import { Symbol } from "@tradetower/domain/market"
import type { OrderRequest } from "@tradetower/domain/order"
import { PassedOver } from "../passed-over.ts"
import type { Client } from "./client.ts"
import { KnownOrders } from "./known-orders.ts"
import { bitcoin } from "./markets.fixture.ts"
import { makeOrderBook } from "./order-book.ts"
import { makePlace } from "./place.ts"
import { makeRestriction } from "./restriction.ts"
import { makeTrades } from "./trades.ts"

const now = Date.parse("2026-11-27T16:00:00Z")
const order = (name: string, over: object = {}) => ({
  order_id: `id of ${name}`,
  client_order_id: name,
  product_id: "BTC-USD",
  side: "BUY",
  status: "OPEN",
  order_configuration: { limit_limit_gtc: { base_size: "0.01", limit_price: "90000" } },
  created_time: "2026-11-27T15:00:00Z",
  filled_size: "",
  number_of_fills: "",
  ...over
})
const id = ClientOrderId.make("tt-1")
const sent = { symbol: Symbol.make("BTC-USD"), clientOrderId: id, exchangeOrderId: "id of tt-1", sentAt: now }

/** A Coinbase that has these orders, of which no trades are listed, and answers an order with that status. */
const coinbase = (orders: ReadonlyArray<object>, status = 200, said: object = {}) => {
  const read: Client["read"] = (path, schema) => {
    const one = orders.find((row) => "order_id" in row && path.endsWith(encodeURIComponent(String(row.order_id))))
    const body = path.includes("/fills") ? { fills: [] } : one === undefined ? { orders } : { order: one }
    return Effect.map(Effect.orDie(Schema.decodeUnknownEffect(schema)(body)), Option.some)
  }
  const send: Client["send"] = () => Effect.succeed({ status, body: Option.some(said), retryAfter: undefined })
  const client = { read, send, now: Effect.succeed(now) } as unknown as Client
  const markets = {
    of: (symbol: string) => Effect.succeed(symbol === "BTC-USD" ? bitcoin : undefined),
    all: Effect.succeed([bitcoin])
  }
  const [known, passedOver] = [new KnownOrders(0), new PassedOver("Coinbase")]
  const restriction = makeRestriction(Effect.succeed(0))
  const trades = makeTrades(client, known, markets, 0, passedOver, restriction)
  const book = makeOrderBook(client, known, trades, markets, passedOver)
  return { book, place: makePlace(client, known, book, markets, () => Effect.die("no future"), restriction) }
}
const openOf = (...orders: ReadonlyArray<object>) =>
  Effect.map(coinbase(orders).book.openOrders, (all) =>
    all.map(({ clientOrderId, status }) => [clientOrderId, status] as const)
  )

it.effect("an order of ours is told though nobody knows its status, and none is forgotten", () =>
  Effect.gen(function* () {
    const many = order("tt-2", { order_configuration: { a: null, limit_limit_gtc: { base_size: "1" }, b: null } })
    expect(yield* openOf(order("tt-1", { status: "PONDERED" }), many)).toEqual([
      ["tt-1", "UNKNOWN"],
      ["tt-2", "OPEN"]
    ])
    const finer = { limit_limit_gtc: { base_size: "0.0000000001", limit_price: "90000" } }
    for (const odd of [{ order_configuration: finer }, { order_configuration: {} }, { order_configuration: null }]) {
      expect(yield* openOf(order("4f1c", odd), order("tt-2"))).toEqual([["tt-2", "OPEN"]])
      // Of ours that one alone is not known.
      expect(new Map(yield* openOf(order("tt-1", odd), order("tt-2")))).toEqual(
        new Map([
          ["tt-2", "OPEN"],
          ["tt-1", "UNKNOWN"]
        ])
      )
    }
  })
)

it.effect("an order of another installation, of a market that is not followed here, is told of once", () =>
  Effect.gen(function* () {
    const said: Array<unknown> = []
    const logger = Logger.make<unknown, void>(({ message }) => void said.push(message))
    const { openOrders } = coinbase([order("tt-x", { product_id: "ETH-USD" }), order("tt-2")]).book
    const twice = Effect.andThen(openOrders, openOrders)
    expect(yield* Effect.provide(twice, Logger.layer([logger]))).toMatchObject([{ clientOrderId: "tt-2" }])
    expect(said.flat()).toEqual([expect.stringContaining("ETH-USD")])
  })
)

it.effect("an end is not told before its trades are listed, though nobody counts them", () =>
  Effect.gen(function* () {
    const status = (over: object) =>
      Effect.map(coinbase([order("tt-1", { status: "FILLED", ...over })]).book.find(sent), (found) =>
        Option.getOrThrow(found)
      )
    expect(yield* status({ filled_size: "0.01" })).toMatchObject({ status: "OPEN" })
    expect(yield* status({ filled_size: "0.01", number_of_fills: null })).toMatchObject({ status: "OPEN" })
    expect(yield* status({ status: "CANCELLED" })).toMatchObject({ status: "CANCELLED" })
  })
)

it.effect("an order is refused with no status that may mean another thing", () =>
  Effect.gen(function* () {
    const asked: OrderRequest = {
      clientOrderId: id,
      side: "BUY",
      type: "LIMIT",
      timeInForce: "GTC",
      price: bitcoin.price("90000") ?? expect.fail("off the tick"),
      quantity: bitcoin.quantity("0.01") ?? expect.fail("off the lot"),
      purpose: "GRID",
      reduceOnly: false
    }
    for (const [status, tag] of [
      [400, "OrderRejected"],
      [409, "OutcomeUnknown"],
      [418, "OutcomeUnknown"]
    ] as const)
      expect((yield* Effect.flip(coinbase([], status).place(sent.symbol, asked)))._tag).toBe(tag)
    // That it refused it stands, whatever else is said.
    const error_response = { new_order_failure_reason: "INSUFFICIENT_FUND", error_details: { of: "it" }, message: 7 }
    const { place } = coinbase([], 200, { success: false, error_response })
    expect(yield* Effect.flip(place(sent.symbol, asked))).toMatchObject({ reason: "INSUFFICIENT_FUNDS" })
  })
)
