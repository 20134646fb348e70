import { expect, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { Symbol } from "@tradetower/domain/market"
import { ClientOrderId } from "@tradetower/domain/ids"
import { makeCancel } from "./cancel.ts"
import type { Client } from "./client.ts"
import { KnownOrders } from "./known-orders.ts"
import type { OrderBook } from "./order-book.ts"

const SETTLES = 15_000

/** A Coinbase that takes no cancel up, and lists nothing. */
const refusing = (asked: Array<string>): Client =>
  ({
    send: (_, body) => {
      const { order_ids: ids } = JSON.parse(body) as { readonly order_ids: ReadonlyArray<string> }
      const results = ids.map((order_id) => ({ success: false, failure_reason: "UNKNOWN_CANCEL_ORDER", order_id }))
      return Effect.succeed({ status: 200, body: Option.some({ results }), retryAfter: undefined })
    },
    read: (path) => {
      asked.push(path)
      return Effect.succeed(Option.none())
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
