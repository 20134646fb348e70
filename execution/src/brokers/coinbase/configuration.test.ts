import { expect, it } from "vitest"
import { ClientOrderId } from "@tradetower/domain/ids"
import type { Market } from "@tradetower/domain/market"
import type { OrderRequest } from "@tradetower/domain/order"
import type { Order } from "./answers.ts"
import { orderBody, otherThan } from "./configuration.ts"
import { bitcoin, nano } from "./markets.fixture.ts"

const order = (
  market: Market,
  over: Partial<Record<"price" | "stopPrice" | "limitOffset" | "quantity", string>> &
    Omit<Partial<OrderRequest>, "price" | "stopPrice" | "limitOffset" | "quantity">
): OrderRequest => {
  const { limitOffset, price, quantity = "0.01", stopPrice, ...rest } = over
  const at = (text: string | undefined) => (text === undefined ? undefined : market.price(text))
  const [p, s, o, q] = [at(price), at(stopPrice), at(limitOffset), market.quantity(quantity)]
  if (q === undefined) throw new RangeError(quantity)
  return {
    clientOrderId: ClientOrderId.make("tt-0a1b2c3d4e-GRID-7"),
    side: "BUY",
    type: "LIMIT",
    quantity: q,
    timeInForce: "GTC",
    reduceOnly: false,
    purpose: "GRID",
    ...(p !== undefined && { price: p }),
    ...(s !== undefined && { stopPrice: s }),
    ...(o !== undefined && { limitOffset: o }),
    ...rest
  }
}
const bytes = (market: Market, over: Parameters<typeof order>[1]) =>
  JSON.stringify(orderBody(market, order(market, over)))
const head = (side: string, product = "BTC-USD") =>
  `{"client_order_id":"tt-0a1b2c3d4e-GRID-7","product_id":"${product}","side":"${side}","order_configuration":`

it("puts each order into the words that Coinbase has for it, byte for byte", () => {
  expect(bytes(bitcoin, { price: "90010.5" })).toBe(
    `${head("BUY")}{"limit_limit_gtc":{"base_size":"0.01","limit_price":"90010.5","post_only":false}}}`
  )
  expect(bytes(bitcoin, { price: "90010.5", postOnly: true })).toBe(
    `${head("BUY")}{"limit_limit_gtc":{"base_size":"0.01","limit_price":"90010.5","post_only":true}}}`
  )
  expect(bytes(bitcoin, { type: "MARKET", timeInForce: "IOC", quantity: "0.00000001" })).toBe(
    `${head("BUY")}{"market_market_ioc":{"base_size":"0.00000001"}}}`
  )
  expect(bytes(bitcoin, { price: "89000", side: "SELL", timeInForce: "IOC" })).toBe(
    `${head("SELL")}{"sor_limit_ioc":{"base_size":"0.01","limit_price":"89000"}}}`
  )
  expect(bytes(bitcoin, { type: "STOP", side: "SELL", price: "85000", limitOffset: "4250" })).toBe(
    `${head("SELL")}{"stop_limit_stop_limit_gtc":{"base_size":"0.01","limit_price":"80750","stop_price":"85000","stop_direction":"STOP_DIRECTION_STOP_DOWN"}}}`
  )
  expect(bytes(bitcoin, { type: "STOP", side: "BUY", price: "95000", limitOffset: "4750" })).toBe(
    `${head("BUY")}{"stop_limit_stop_limit_gtc":{"base_size":"0.01","limit_price":"99750","stop_price":"95000","stop_direction":"STOP_DIRECTION_STOP_UP"}}}`
  )
  expect(bytes(bitcoin, { side: "SELL", price: "99000", stopPrice: "85000", limitOffset: "4250" })).toBe(
    `${head("SELL")}{"trigger_bracket_gtc":{"base_size":"0.01","limit_price":"99000","stop_trigger_price":"85000"}}}`
  )
})

it("counts a future in whole contracts, and says nothing of leverage or of only reducing", () => {
  const margin = { leverage: 3, type: "CROSS" } as const
  expect(bytes(nano, { price: "90005", quantity: "0.07", margin, reduceOnly: true })).toBe(
    `${head("BUY", "BIP-20DEC30-CDE")}{"limit_limit_gtc":{"base_size":"7","limit_price":"90005","post_only":false}}}`
  )
})

it("says what Coinbase has no words for", () => {
  const unsayable = [
    bytes(bitcoin, { type: "STOP", side: "SELL", price: "85000" }),
    bytes(bitcoin, { type: "STOP", side: "SELL", price: "85000", limitOffset: "85000" }),
    bytes(bitcoin, { price: "90000", timeInForce: "DAY" }),
    bytes(bitcoin, { price: "90000", timeInForce: "IOC", postOnly: true }),
    bytes(bitcoin, { price: "90000", session: "EXTENDED" }),
    bytes(bitcoin, { side: "SELL", price: "99000", stopPrice: "85000", timeInForce: "IOC" }),
    bytes(bitcoin, {})
  ]
  for (const text of unsayable) expect(Object.keys(JSON.parse(text) as object)).toEqual(["unsayable"])
})

it("tells an order that is there from the one that was sent by all that it says, amounts by value", () => {
  const body = orderBody(bitcoin, order(bitcoin, { price: "90000" }))
  if ("unsayable" in body) throw new Error(body.unsayable)
  const there = (over: Partial<Order>, asks: object = {}): Order => ({
    order_id: "9b2f",
    client_order_id: body.client_order_id,
    product_id: "BTC-USD",
    side: "BUY",
    status: "OPEN",
    order_configuration: {
      limit_limit_gtc: { base_size: "0.0100", limit_price: "90000.00", post_only: false, ...asks } as never
    },
    created_time: "2026-11-27T15:00:00Z",
    filled_size: "0" as never,
    number_of_fills: 0,
    ...over
  })
  expect(otherThan(body, there({}))).toBeUndefined()
  expect(otherThan(body, there({ product_id: "BTC-USDC" }))).toBeUndefined()
  for (const other of [
    there({ side: "SELL" }),
    there({ product_id: "ETH-USD" }),
    there({ client_order_id: "tt-0a1b2c3d4e-GRID-8" }),
    there({}, { base_size: "0.02" }),
    there({}, { limit_price: "90000.01" }),
    there({}, { post_only: true }),
    there({ order_configuration: { sor_limit_ioc: { base_size: "0.01", limit_price: "90000" } as never } })
  ])
    expect(otherThan(body, other)).toContain("is there under the id of BUY BTC-USD limit_limit_gtc")
})
