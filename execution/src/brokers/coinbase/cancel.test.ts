import { expect, it } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import { Symbol } from "@tradetower/domain/market"
import { ClientOrderId } from "@tradetower/domain/ids"
import { makeCancel } from "./cancel.ts"
import type { Client } from "./client.ts"
import { KnownOrders } from "./known-orders.ts"
import type { OrderBook } from "./order-book.ts"

const SETTLES = 15_000

/** A Coinbase that takes no cancel up, and lists these alone. `named`: it says which ones it did not take up. */
const refusing = (asked: Array<string>, orders: ReadonlyArray<object> = [], named = true): Client =>
  ({
    send: (_, body) => {
      const { order_ids: ids } = JSON.parse(body) as { readonly order_ids: ReadonlyArray<string> }
      const results = ids.map((order_id) => ({ success: false, failure_reason: "X", order_id: named ? order_id : "" }))
      return Effect.succeed({ status: 200, body: Option.some({ results }), retryAfter: undefined })
    },
    read: (path, schema) => {
      asked.push(path)
      return Effect.map(Effect.orDie(Schema.decodeUnknownEffect(schema)({ orders })), Option.some)
    }
  }) as Partial<Client> as Client

it.effect("an order that was taken just now and is not listed yet is not said to be gone", () =>
  Effect.gen(function* () {
    const known = new KnownOrders(SETTLES)
    const cancel = makeCancel(refusing([]), known, {} as OrderBook)
    const [old, fresh] = ["tt-old", "tt-new"].map((id) => ClientOrderId.make(id))
    if (old === undefined || fresh === undefined) return
    for (const id of [old, fresh]) known.learn(`id of ${id}`, id, Symbol.make("BTC-USD"))
    known.taken(fresh, 0)
    yield* cancel([{ clientOrderId: old }])
    expect((yield* Effect.flip(cancel([{ clientOrderId: fresh }])))._tag).toBe("OutcomeUnknown")
  })
)

it.effect("what was not taken back is looked at fifty at a time: no address is endless", () =>
  Effect.gen(function* () {
    const asked: Array<string> = []
    const cancel = makeCancel(refusing(asked), new KnownOrders(SETTLES), {} as OrderBook)
    const orders = Array.from({ length: 120 }, (_, index) => ({
      clientOrderId: ClientOrderId.make(`tt-${index}`),
      exchangeOrderId: String(index)
    }))
    yield* cancel(orders)
    expect(asked.map((path) => path.split("order_ids=").length - 1)).toEqual([50, 50, 20])
  })
)

it.effect("of an order that it does not name where it took none back, is looked what became", () =>
  Effect.gen(function* () {
    const there = (status: string) => ({
      order_id: "o",
      client_order_id: "tt-1",
      product_id: "BTC-USD",
      side: "BUY",
      status,
      order_configuration: { limit_limit_gtc: { base_size: "1", limit_price: "1" } },
      created_time: "2026-11-27T15:00:00Z",
      filled_size: "0",
      number_of_fills: "0"
    })
    const cancel = (status: string) =>
      makeCancel(
        refusing([], [there(status)], false),
        new KnownOrders(SETTLES),
        {} as OrderBook
      )([{ clientOrderId: ClientOrderId.make("tt-1"), exchangeOrderId: "o" }])
    yield* cancel("CANCELLED")
    expect((yield* Effect.flip(cancel("OPEN"))).message).toContain("did not take back")
  })
)
