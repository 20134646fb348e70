import { Option, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { OrderAnswer } from "./answers.ts"
import { shares } from "./asked.fixture.ts"
import { statusOf, wholeOf } from "./order-state.ts"

const read = Schema.decodeUnknownSync(OrderAnswer)
const order = {
  id: "0f1e",
  client_order_id: "tt-a1-GRID-7",
  symbol: "KO",
  asset_class: "us_equity",
  side: "sell",
  type: "limit",
  time_in_force: "gtc",
  qty: "10",
  filled_qty: "0",
  limit_price: "61.25",
  stop_price: null,
  status: "new",
  order_class: "",
  submitted_at: "2026-11-27T15:01:02.000123456Z",
  legs: null,
  something_new: { may: "come" }
}
const whole = (change: object) => wholeOf(read({ ...order, ...change })) ?? expect.fail("can't be counted")

describe("an order of Alpaca's", () => {
  it("says that it is not known where it stands, by a word that is new", () => {
    const { reason, status } = whole({ status: "pondered" }).state
    expect([status, reason]).toEqual(["UNKNOWN", expect.stringContaining("pondered")])
    expect(whole({ status: "" }).state.status).toBe("UNKNOWN")
  })

  it("is read as it was placed, exactly", () => {
    expect(whole({ filled_qty: "3", status: "partially_filled" }).state).toEqual({
      clientOrderId: "tt-a1-GRID-7",
      exchangeOrderId: "0f1e",
      symbol: "KO",
      status: "OPEN",
      side: "SELL",
      price: 612_500,
      quantity: shares("10"),
      placedAt: Date.parse("2026-11-27T15:01:02.000Z"),
      filledQuantity: shares("3")
    })
    expect(whole({ type: "stop", stop_price: "55", limit_price: null }).state.price).toBe(550_000)
    expect(whole({ type: "market", limit_price: null }).state).not.toHaveProperty("price")
    expect(whole({ symbol: "BTC/USD", asset_class: "crypto", qty: "0.000000001" }).state).toMatchObject({
      symbol: "BTC-USD",
      quantity: 1,
      price: 61_250_000_000
    })
  })

  it.each([
    ["OPEN", "pending_new accepted new held accepted_for_bidding stopped suspended calculated done_for_day"],
    ["OPEN", "pending_cancel pending_replace partially_filled"],
    ["FILLED", "filled"],
    ["CANCELLED", "canceled replaced"],
    ["EXPIRED", "expired"],
    ["REJECTED", "rejected"],
    ["UNKNOWN", "reconsidered"]
  ])("is %s where Alpaca calls it %s", (status, words) => {
    expect(words.split(" ").map(statusOf)).toEqual(words.split(" ").map(() => status))
  })

  it("says why it expired", () => {
    expect(whole({ status: "expired" }).state.reason).toContain("90 days")
    expect(whole({ status: "expired", time_in_force: "day" }).state.reason).toBe("expired at the close")
  })

  it("is one with its stop: open while either is, filled by both", () => {
    const leg = { ...order, id: "1e9", client_order_id: "of-alpaca", type: "stop", stop_price: "55", limit_price: null }
    const both = (parent: object, stop: object) => whole({ ...parent, order_class: "oco", legs: [{ ...leg, ...stop }] })
    const parts = [{ id: "0f1e" }, { id: "1e9" }]
    expect(both({}, { status: "held" })).toMatchObject({ status: "OPEN", parts, filled: 0 })
    const stopped = both({ status: "canceled", filled_qty: "2" }, { status: "filled", filled_qty: "8" })
    expect(stopped.state).toMatchObject({ status: "FILLED", filledQuantity: shares("10"), price: 612_500 })
    const part = both({ status: "canceled" }, { status: "partially_filled", filled_qty: "3" })
    expect(part).toMatchObject({ status: "OPEN", filled: shares("3") })
    expect(both({ status: "canceled" }, { status: "canceled" }).status).toBe("CANCELLED")
  })

  it.each([
    ["an amount of money", { qty: null }],
    ["a fraction finer than there are", { qty: "0.0000000005" }],
    ["an option", { asset_class: "us_option", symbol: "KO261218C00070000" }],
    ["a price finer than there are", { limit_price: "61.25005" }]
  ])("of %s is none of ours", (_, change) => {
    expect(wholeOf(read({ ...order, ...change }))).toBeUndefined()
  })

  it.each([
    ["a number that is none", { filled_qty: "many" }],
    ["an exponent", { qty: "1e3" }],
    ["no side", { side: "" }],
    ["no moment", { submitted_at: "yesterday" }],
    ["no status", { status: undefined }]
  ])("with %s can't be read", (_, change) => {
    expect(Option.isNone(Schema.decodeUnknownOption(OrderAnswer)({ ...order, ...change }))).toBe(true)
  })
})
