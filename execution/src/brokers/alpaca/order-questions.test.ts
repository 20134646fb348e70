import { expect, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { KnownOrders } from "./known-orders.ts"
import { orderQuestions } from "./order-questions.ts"
import { type Rest, readable } from "./rest.ts"

const order = {
  id: "o",
  client_order_id: "tt-1",
  symbol: "KO",
  side: "buy",
  type: "limit",
  qty: "4",
  filled_qty: "0",
  limit_price: "61.25",
  status: "new",
  submitted_at: "2026-11-27T15:00:00Z"
}
/** Of several options at once, each a leg: whose side is told by its legs alone. */
const spread = (index: number, legs: ReadonlyArray<object> = []) => ({
  ...order,
  id: `s${index}`,
  client_order_id: `4f1c-${index}`,
  side: "",
  symbol: "",
  submitted_at: new Date(Date.parse("2026-11-27T16:00:00Z") - index).toISOString(),
  legs
})

const openOf = (...pages: ReadonlyArray<ReadonlyArray<object>>) => {
  const asked: Array<string> = []
  const get: Rest["get"] = (path, schema) =>
    Effect.map(readable(schema, Option.some(pages[asked.push(path) - 1] ?? [])), Option.some)
  const { openOrders, orders } = orderQuestions({ get } as unknown as Rest, new KnownOrders())
  const ids = Effect.map(orders("open"), (all) => all.map(({ answer }) => answer.id))
  return { asked, ids, states: Effect.map(openOrders, (all) => all.map((one) => [one.clientOrderId, one.status])) }
}

it.effect("a page of nothing but others' orders that can't be read hides none of ours behind it", () =>
  Effect.gen(function* () {
    const { asked, ids } = openOf(
      Array.from({ length: 500 }, (_, index) => spread(index)),
      [order]
    )
    expect([yield* ids, asked.length]).toEqual([["o"], 2])
    expect(asked[1]).toContain("&until=2026-11-27T15%3A59%3A59.502Z")
    // What belongs to an order counts as a row of the page.
    const legs = openOf(
      Array.from({ length: 167 }, (_, index) => spread(index, [{}, {}])),
      [order]
    )
    expect(yield* legs.ids).toEqual(["o"])
    // The same page again is the last.
    const same = Array.from({ length: 500 }, (_, index) => spread(index))
    expect(yield* openOf(same, same, same).ids).toEqual([])
  })
)

it.effect(
  "an order of ours that can't be read or counted is unknown, all others are known, and others' are passed over",
  () =>
    Effect.gen(function* () {
      for (const odd of [
        { qty: null },
        { qty: "0.0000000005" },
        { limit_price: "61.25001" },
        { symbol: "K/O", asset_class: "us_equity" }
      ]) {
        expect(yield* openOf([{ ...order, ...odd, id: "x", client_order_id: "4f1c" }, order]).ids).toEqual(["o"])
        expect(yield* openOf([{ ...order, ...odd, id: "x", client_order_id: "tt-2" }, order]).states).toEqual([
          ["tt-1", "OPEN"],
          ["tt-2", "UNKNOWN"]
        ])
      }
      // Without a name it is somebody's own; one that says nothing of a name may be anybody's.
      const { client_order_id: _, ...nameless } = order
      expect(yield* openOf([{ ...order, id: "x", client_order_id: null }, order]).ids).toEqual(["o"])
      for (const row of [nameless, "odd"] as ReadonlyArray<object>)
        expect(yield* openOf([row, order]).states).toEqual([
          ["tt-1", "OPEN"],
          [undefined, "UNKNOWN"]
        ])
    })
)
