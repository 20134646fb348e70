import { Schema } from "effect"
import { expect, it } from "vitest"
import { ClientOrderId } from "@tradetower/domain/ids"
import { Fill, Order } from "./answers.ts"
import { readCursor, shortOf } from "../fill-cursor.ts"
import { cursorAfter, oldestFirst } from "./fill-cursor.ts"
import { nanosOf } from "../../wire/instants.ts"
import { bitcoin, nano } from "./markets.fixture.ts"
import { stateOf } from "./order-state.ts"
import { tradeOf, voidedBy } from "./trade.ts"

const id = ClientOrderId.make("tt-1")
const fill = (over: object = {}): Fill =>
  Schema.decodeUnknownSync(Fill)({
    entry_id: "e-1",
    trade_id: "t-1",
    order_id: "o-1",
    trade_time: "2026-11-27T15:00:00.1Z",
    trade_type: "FILL",
    price: "90010.5",
    size: "0.00200000",
    commission: "0.720084000001",
    product_id: "BTC-USD",
    sequence_timestamp: "2026-11-27T15:00:00.1Z",
    liquidity_indicator: "MAKER",
    size_in_quote: false,
    side: "BUY",
    ...over
  })

it("tells a trade exactly: price and amount in steps, the fee in quote, cut as the market cuts it", () => {
  const told = tradeOf(bitcoin, id, fill())
  expect(told).toEqual({
    symbol: "BTC-USD",
    report: {
      _tag: "OrderFilled",
      at: Date.UTC(2026, 10, 27, 15, 0, 0, 100),
      clientOrderId: id,
      tradeId: "t-1",
      price: bitcoin.price("90010.5"),
      quantity: bitcoin.quantity("0.002"),
      fee: { _tag: "Quote", amount: Number(bitcoin.quote("0.720084000001")) },
      liquidity: "MAKER"
    }
  })
  for (const nothing of [{ price: "0" }, { size: "0" }, { size: "-0.002" }])
    expect(tradeOf(bitcoin, id, fill(nothing))).toBeUndefined()
  expect(tradeOf(bitcoin, id, fill({ liquidity_indicator: "UNKNOWN_LIQUIDITY_INDICATOR" }))?.report).toMatchObject({
    liquidity: "TAKER"
  })
  expect(tradeOf(nano, id, fill({ price: "90005", size: "7" }))?.report).toMatchObject({
    quantity: nano.quantity("0.07")
  })
  expect(tradeOf(nano, id, fill({ price: "90005", size: "0.5" }))).toBeUndefined()
})

it("takes what was paid for what was had only where that is exact", () => {
  const paid = fill({ size: "180.021", size_in_quote: true })
  expect(tradeOf(bitcoin, id, paid)?.report).toMatchObject({ quantity: bitcoin.quantity("0.002") })
  expect(tradeOf(bitcoin, id, fill({ size: "100", size_in_quote: true }))).toBeUndefined()
})

it("voids of a trade that was taken back the one that says the same, once", () => {
  const rows = [fill(), fill({ trade_id: "t-2" }), fill({ trade_id: "t-3", size: "0.001" })]
  const reversal = fill({ trade_id: "r-1", trade_type: "REVERSAL" })
  const voided = new Set<string>()
  const first = voidedBy(bitcoin, id, reversal, rows, voided)
  expect(first?.report).toMatchObject({ _tag: "FillVoided", tradeId: "t-1", side: "BUY" })
  expect(voidedBy(bitcoin, id, reversal, rows, new Set(["t-1"]))?.report).toMatchObject({ tradeId: "t-2" })
  expect(voidedBy(bitcoin, id, reversal, rows, new Set(["t-1", "t-2"]))).toBeUndefined()
})

it("orders by the moment, not by its text, and of one moment by the list", () => {
  const rows = [
    fill({ trade_id: "c", sequence_timestamp: "2026-11-27T15:00:00.2Z" }),
    fill({ trade_id: "b", sequence_timestamp: "2026-11-27T15:00:00.123456Z" }),
    fill({ trade_id: "a", sequence_timestamp: "2026-11-27T15:00:00.123456Z" }),
    fill({ trade_id: "0", sequence_timestamp: "2026-11-27T15:00:00Z" })
  ]
  expect(oldestFirst(rows).map(({ trade_id }) => trade_id)).toEqual(["0", "a", "b", "c"])
  expect(nanosOf("2026-11-27T15:00:00.2Z") > nanosOf("2026-11-27T15:00:00.123456Z")).toBe(true)
})

it("keeps in a cursor what was told of shortly before", () => {
  const told = [tradeOf(bitcoin, id, fill())].flatMap((one) => (one === undefined ? [] : [one]))
  const cursor = readCursor(cursorAfter([fill()], told, "2026-11-27T00:00:00Z"))
  expect(cursor?.at).toBe("2026-11-27T15:00:00.1Z")
  expect(told.every(({ report }) => cursor?.told.has(shortOf(report)))).toBe(true)
  expect(readCursor(cursorAfter([], [], "2026-11-27T00:00:00Z"))?.at).toBe("2026-11-27T00:00:00Z")
  expect(readCursor("anything")).toBeUndefined()
  expect(readCursor(undefined)).toBeUndefined()
})

it.each([
  ["PENDING", "PENDING"],
  ["QUEUED", "PENDING"],
  ["OPEN", "OPEN"],
  ["CANCEL_QUEUED", "OPEN"],
  ["EDIT_QUEUED", "OPEN"],
  ["FILLED", "FILLED"],
  ["CANCELLED", "CANCELLED"],
  ["EXPIRED", "EXPIRED"],
  ["FAILED", "REJECTED"],
  ["UNKNOWN_ORDER_STATUS", "UNKNOWN"],
  ["SOMETHING_NEW", "UNKNOWN"]
])("an order that is %s there is %s", (status, is) => {
  const order = Schema.decodeUnknownSync(Order)({
    order_id: "o-1",
    client_order_id: "tt-1",
    product_id: "BTC-USD",
    side: "SELL",
    status,
    order_configuration: {
      trigger_bracket_gtc: { base_size: "0.5", limit_price: "99000", stop_trigger_price: "85000" }
    },
    created_time: "2026-11-27T15:00:00.5Z",
    filled_size: "",
    number_of_fills: "",
    reject_message: "",
    cancel_message: null
  })
  expect(stateOf(bitcoin, order)).toEqual({
    clientOrderId: "tt-1",
    exchangeOrderId: "o-1",
    symbol: "BTC-USD",
    status: is,
    side: "SELL",
    price: bitcoin.price("99000"),
    quantity: bitcoin.quantity("0.5"),
    placedAt: Date.UTC(2026, 10, 27, 15, 0, 0, 500),
    filledQuantity: 0
  })
})
