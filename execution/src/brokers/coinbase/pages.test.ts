import { assert, it } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import { ExchangeUnavailable } from "../../exchange.ts"
import { PassedOver } from "../passed-over.ts"
import { readBalances, unusedBy } from "./balances.ts"
import type { Client } from "./client.ts"
import { bitcoin } from "./markets.fixture.ts"
import { listFills, listOrders } from "./pages.ts"

/** A client whose answers are these, in their order; the last one again and again. */
const answering = (...bodies: ReadonlyArray<unknown>) => {
  const asked: Array<string> = []
  const read: Client["read"] = (path, schema) =>
    Effect.gen(function* () {
      const body = bodies[Math.min(asked.push(path), bodies.length) - 1]
      if (body === undefined) return Option.none()
      return Option.some(
        yield* Schema.decodeUnknownEffect(schema)(body).pipe(
          Effect.mapError(({ message }) => new ExchangeUnavailable({ message, retryable: true }))
        )
      )
    })
  return { client: { read } as Client, asked }
}

const order = (id: string, over: object = {}) => ({
  order_id: id,
  client_order_id: `tt-${id}`,
  product_id: "BTC-USD",
  side: "BUY",
  status: "OPEN",
  order_configuration: { limit_limit_gtc: { base_size: "0.01", limit_price: "90000", post_only: null } },
  created_time: "2026-11-27T15:00:00Z",
  filled_size: "0",
  number_of_fills: "0",
  ...over
})
const fill = (id: string) => ({
  trade_id: id,
  order_id: "o",
  trade_time: "2026-11-27T15:00:00Z",
  trade_type: "FILL",
  price: "1",
  size: "1",
  commission: "",
  product_id: "BTC-USD",
  sequence_timestamp: "2026-11-27T15:00:00Z",
  side: "BUY"
})
const idsOf = Effect.map((rows: ReadonlyArray<{ readonly order_id: string }>) => rows.map(({ order_id }) => order_id))

it.effect("orders are listed page by page while there are more, with names repeated", () =>
  Effect.gen(function* () {
    const { asked, client } = answering(
      { orders: [order("1")], has_next: true, cursor: "c 1" },
      { orders: [order("2")], has_next: false, cursor: "c2" }
    )
    assert.deepStrictEqual(yield* idsOf(listOrders(client, { ids: ["1", "2"] })), ["1", "2"])
    assert.deepStrictEqual(asked, [
      "/orders/historical/batch?order_ids=1&order_ids=2&limit=250",
      "/orders/historical/batch?order_ids=1&order_ids=2&limit=250&cursor=c%201"
    ])
  })
)

it.effect("the owner's own orders of other kinds are passed over, one of ours that can't be read is not", () =>
  Effect.gen(function* () {
    const strange = { client_order_id: "4f1c", order_configuration: { twap: 7 }, colour: 1 }
    const passed = answering(
      { orders: [strange, { ...order("x"), client_order_id: "a", side: "SIDEWAYS" }], has_next: true, cursor: "c1" },
      { orders: [strange, order("2")], has_next: false }
    )
    assert.deepStrictEqual(yield* idsOf(listOrders(passed.client, {})), ["2"])
    // By hand, and of what has no name that we could have.
    const theirs = [order("a", { client_order_id: null, side: "SIDEWAYS" }), order("b", { client_order_id: null })]
    const nowhere = order("c", { client_order_id: "4f1c", product_id: "A/B" })
    const mixed = answering({ orders: [...theirs, nowhere, order("2")], has_next: null, cursor: null })
    assert.deepStrictEqual(yield* idsOf(listOrders(mixed.client, {})), ["b", "2"])
    for (const ours of [
      order("1", { product_id: "A/B" }),
      order("1", { side: "SIDEWAYS" }),
      order("1", { filled_size: 0.5 }),
      { order_id: "1" }
    ]) {
      const { client } = answering({ orders: [order("2"), ours], has_next: false })
      assert.isTrue((yield* Effect.flip(listOrders(client, {}))).retryable)
    }
  })
)

it.effect("a list that is not there, or can't be gone on with, is none that is empty or whole", () =>
  Effect.gen(function* () {
    const missing = { read: () => Effect.succeed(Option.none()) } as unknown as Client
    const cut = answering({ orders: [order("1")], has_next: true, cursor: "" }).client
    for (const list of [listOrders(missing, {}), listOrders(cut, {}), listFills(missing, {}), readBalances(missing)])
      assert.isTrue((yield* Effect.flip(list as Effect.Effect<unknown, ExchangeUnavailable>)).retryable)
  })
)

it.effect("fills end at an empty page, or at a cursor that comes again, each trade once", () =>
  Effect.gen(function* () {
    const empty = answering({ fills: [fill("2"), fill("1")], cursor: "c1" }, { fills: [], cursor: "c1" })
    assert.lengthOf((yield* listFills(empty.client, { since: "2026-11-27T15:00:00Z" })).fills, 2)
    assert.lengthOf(empty.asked, 2)
    const again = answering({ fills: [fill("2"), fill("1")], cursor: "c1" })
    assert.lengthOf((yield* listFills(again.client, {})).fills, 2)
    assert.lengthOf(again.asked, 2)
    const enough = answering({ fills: [fill("2"), fill("1")], cursor: "c1" })
    yield* listFills(enough.client, {}, (rows) => rows.length >= 2)
    assert.lengthOf(enough.asked, 1)
  })
)

it.effect("wallets are read to their end, and what is none to trade with may look as it likes", () =>
  Effect.gen(function* () {
    const wallet = (currency: string) => ({
      currency,
      available_balance: { value: "1", currency },
      hold: null,
      type: "ACCOUNT_TYPE_CRYPTO",
      ready: true
    })
    const vault = { ...wallet("SOL"), type: "ACCOUNT_TYPE_VAULT", available_balance: "a lot" }
    const { client } = answering(
      { accounts: [wallet("BTC"), vault], has_next: true, cursor: "c1" },
      { accounts: [wallet("ETH")], has_next: false, cursor: "" }
    )
    assert.deepStrictEqual(
      (yield* readBalances(client)).map(({ asset }) => asset),
      ["BTC", "ETH"]
    )
    const odd = { ...wallet("SOL"), available_balance: "a lot" }
    const doubtful = answering({ accounts: [wallet("BTC"), odd], has_next: false })
    assert.isTrue((yield* Effect.flip(readBalances(doubtful.client))).retryable)
    // Of what nothing here trades nobody asks.
    const markets = { of: () => Effect.succeed(bitcoin), all: Effect.succeed([bitcoin]) }
    const unused = unusedBy(markets, new PassedOver("Coinbase"))
    const held = (yield* readBalances(doubtful.client, unused)).map(({ asset, total }) => [asset, total])
    assert.deepStrictEqual(held, [["BTC", "1"]])
    for (const currency of ["BTC", "USD", undefined]) {
      const { client: used } = answering({ accounts: [{ ...odd, currency }], has_next: false })
      assert.isTrue((yield* Effect.flip(readBalances(used, unused))).retryable)
    }
  })
)
