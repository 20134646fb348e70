import { describe, expect, it } from "vitest"
import { type Market, marketOf } from "@tradetower/domain/market"
import { asked, coin, stock, type Written } from "./asked.fixture.ts"
import { NotTaken, orderBody } from "./order-body.ts"

const unsplit = marketOf({ ...stock.instrument, fractionable: false })
const id = '"client_order_id":"tt-a1-GRID-7"'

describe("what is sent for an order", () => {
  it.each([
    [
      "a limit order for shares",
      stock,
      { limit: "61.25" },
      `{"symbol":"KO","qty":"10","side":"buy","type":"limit","time_in_force":"gtc",${id},"limit_price":"61.25"}`
    ],
    [
      "one below a dollar, for the day, in extended hours",
      stock,
      { limit: "0.4321", timeInForce: "DAY", session: "EXTENDED" },
      `{"symbol":"KO","qty":"10","side":"buy","type":"limit","time_in_force":"day",${id},"limit_price":"0.4321","extended_hours":true}`
    ],
    [
      "a part of a share at market, for the day",
      stock,
      { type: "MARKET", timeInForce: "DAY", quantity: "0.123456789" },
      `{"symbol":"KO","qty":"0.123456789","side":"buy","type":"market","time_in_force":"day",${id}}`
    ],
    [
      "a stop for a part of a share, for the day",
      stock,
      { type: "STOP", limit: "55", side: "SELL", quantity: "1.5", timeInForce: "DAY" },
      `{"symbol":"KO","qty":"1.5","side":"sell","type":"stop","time_in_force":"day",${id},"stop_price":"55"}`
    ],
    [
      "coins, to the ninth decimal, without an exponent",
      coin,
      { limit: "92000.123456789", quantity: "0.000000001", side: "SELL" },
      `{"symbol":"BTC/USD","qty":"0.000000001","side":"sell","type":"limit","time_in_force":"gtc",${id},"limit_price":"92000.123456789"}`
    ],
    [
      "coins at market",
      coin,
      { type: "MARKET", timeInForce: "IOC", quantity: "1.5" },
      `{"symbol":"BTC/USD","qty":"1.5","side":"buy","type":"market","time_in_force":"ioc",${id}}`
    ],
    [
      "a stop for shares",
      stock,
      { type: "STOP", limit: "55", side: "SELL" },
      `{"symbol":"KO","qty":"10","side":"sell","type":"stop","time_in_force":"gtc",${id},"stop_price":"55"}`
    ],
    [
      "a stop for coins, which has a limit",
      coin,
      { type: "STOP", limit: "90000", room: "450.5", side: "SELL", quantity: "0.1" },
      `{"symbol":"BTC/USD","qty":"0.1","side":"sell","type":"stop_limit","time_in_force":"gtc",${id},"stop_price":"90000","limit_price":"89549.5"}`
    ],
    [
      "an exit with its stop, as one",
      stock,
      { limit: "70", stop: "55", side: "SELL" },
      `{"symbol":"KO","qty":"10","side":"sell","type":"limit","time_in_force":"gtc",${id},"order_class":"oco","take_profit":{"limit_price":"70"},"stop_loss":{"stop_price":"55"}}`
    ],
    [
      "the same with room below the stop, on the cent",
      stock,
      { limit: "70", stop: "55", room: "0.0155", side: "SELL" },
      `{"symbol":"KO","qty":"10","side":"sell","type":"limit","time_in_force":"gtc",${id},"order_class":"oco","take_profit":{"limit_price":"70"},"stop_loss":{"stop_price":"55","limit_price":"54.98"}}`
    ]
  ] satisfies ReadonlyArray<readonly [string, Market, Written, string]>)(
    "is, of %s, every number as text",
    (_, market, order, bytes) => {
      expect(orderBody(market, asked(market, order))).toBe(bytes)
    }
  )

  it.each([
    ["a stop without room, of coins", coin, { type: "STOP", limit: "90" }],
    ["a stop beside an exit, of coins", coin, { limit: "90", stop: "80" }],
    ["an order for the day, of coins", coin, { limit: "90", timeInForce: "DAY" }],
    ["extended hours, of coins", coin, { limit: "90", session: "EXTENDED" }],
    ["an order that only rests", stock, { limit: "90", postOnly: true }],
    ["leverage", stock, { limit: "90", margin: { leverage: 2, type: "CROSS" } }],
    ["a limit order without its limit", stock, {}],
    ["one at market until cancelled", stock, { type: "MARKET" }],
    ["a part of a share until cancelled", stock, { limit: "90", quantity: "1.5" }],
    ["a part of a share at once", stock, { type: "MARKET", timeInForce: "IOC", quantity: "1.5" }],
    ["a part of a share with a stop", stock, { limit: "90", stop: "80", quantity: "1.5", timeInForce: "DAY" }],
    ["a part of one that isn't split", unsplit, { type: "MARKET", timeInForce: "DAY", quantity: "0.5" }],
    ["a part of one after hours", stock, { limit: "90", quantity: "1.5", timeInForce: "DAY", session: "EXTENDED" }],
    ["a stop at once", stock, { type: "STOP", limit: "90", timeInForce: "IOC" }],
    ["a stop in extended hours", stock, { type: "STOP", limit: "90", session: "EXTENDED" }],
    ["at once in extended hours", stock, { limit: "90", timeInForce: "IOC", session: "EXTENDED" }],
    ["an exit with its stop in extended hours", stock, { limit: "90", stop: "80", session: "EXTENDED" }]
  ] satisfies ReadonlyArray<readonly [string, Market, Written]>)(
    "is nothing for %s: Alpaca takes none",
    (_, market, order) => {
      expect(orderBody(market, asked(market, order))).toBeInstanceOf(NotTaken)
    }
  )
})
