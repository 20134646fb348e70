import { expect, it } from "vitest"
import { Schema } from "effect"
import { ClientOrderId } from "@tradetower/domain/ids"
import { exactJson } from "../../wire/exact-json.ts"
import { OrderAnswer } from "./answers.ts"
import { shareMarket } from "./instruments.ts"
import { KnownOrders } from "./known-orders.ts"

const market = shareMarket("KO") ?? expect.fail("no share")
const id = ClientOrderId.make("tt-a1-GRID-7")
/** As it comes: numbers or text, as that may be. */
const order = (status: string, updatedAt: number, fills: ReadonlyArray<object> = [], more: object = {}) =>
  Schema.decodeUnknownSync(OrderAnswer)(
    exactJson(
      JSON.stringify({
        id: 31,
        "order-type": "Limit",
        "time-in-force": "GTC",
        price: 61.25,
        status,
        "received-at": "2026-11-27T15:00:00.953+00:00",
        "updated-at": updatedAt,
        "external-identifier": id,
        legs: [
          {
            "instrument-type": "Equity",
            symbol: "KO",
            quantity: 10,
            "remaining-quantity": "4",
            action: "Buy to Open",
            fills
          }
        ],
        ...more
      })
    ).pipe((read) => (read._tag === "Some" ? read.value : undefined))
  )
const fill = (nth: number, quantity: number | string) => ({
  "fill-id": `f${nth}`,
  quantity,
  "fill-price": "61.2401",
  "filled-at": "2026-11-27T15:00:01.953+00:00"
})
const told = (...messages: ReadonlyArray<OrderAnswer>) => {
  const known = new KnownOrders()
  for (const message of messages) known.learn(market, message)
  const { fills, isWhole, state } = known.of(id) ?? expect.fail("not known")
  return [state.status, Number(state.filledQuantity), fills.length, isWhole, known.open.length]
}

it("two orders under one id are told apart by their own, and told", () => {
  const known = new KnownOrders()
  known.learn(market, order("Live", 1))
  known.learn(market, order("Live", 2))
  expect(known.twinsOf(id)).toBeUndefined()
  known.learn(market, order("Live", 3, [], { id: 32 }))
  expect(known.twinsOf(id)).toEqual(["31", "32"])
})

it("of messages that come late, twice or out of their order the latest word stands, with every trade", () => {
  const [live, part, whole] = [
    order("Live", 1),
    order("Live", 2, [fill(1, 6)]),
    order("Filled", 3, [fill(1, "6"), fill(2, 4)])
  ]
  expect(told(live, part)).toEqual(["OPEN", 6, 1, true, 1])
  expect(told(part, live)).toEqual(["OPEN", 6, 1, true, 1])
  for (const messages of [
    [live, part, whole],
    [whole, part, live],
    [part, whole, whole, live]
  ])
    expect(told(...messages)).toEqual(["FILLED", 10, 2, true, 0])
})

it("an order has ended once its trades make up what was filled", () => {
  expect(told(order("Filled", 1, [fill(1, 6)]))).toEqual(["OPEN", 6, 1, false, 0])
  expect(told(order("Cancelled", 1, [fill(1, 6)]))).toEqual(["CANCELLED", 6, 1, true, 0])
  expect(told(order("Cancelled", 1))).toEqual(["OPEN", 0, 0, false, 0])
})

it.each([
  ["Received", "OPEN"],
  ["Routed", "OPEN"],
  ["In Flight", "OPEN"],
  ["Live", "OPEN"],
  ["Contingent", "OPEN"],
  ["Cancel Requested", "OPEN"],
  ["Replace Requested", "OPEN"],
  ["Partially Removed", "OPEN"],
  ["Removed", "CANCELLED"],
  ["Expired", "EXPIRED"],
  ["Rejected", "REJECTED"],
  ["Something new", "UNKNOWN"]
])("%s is %s", (status, meant) => {
  expect(told(order(status, 1, [fill(1, 6)]))[0]).toBe(meant)
})

it("what is sent without an answer is in doubt until it is heard of", () => {
  const known = new KnownOrders()
  known.doubt(id, 5)
  expect(known.doubtedAt(id)).toBe(5)
  known.learn(market, order("Live", 1))
  expect([known.doubtedAt(id), known.idOf(id)]).toEqual([undefined, "31"])
})
