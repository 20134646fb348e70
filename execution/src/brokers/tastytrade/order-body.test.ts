import { describe, expect, it } from "vitest"
import { Decimal } from "@tradetower/domain/number"
import { marketBy } from "@tradetower/domain/terms"
import { asked, type Written } from "../asked.fixture.ts"
import { futureOf, shareMarket } from "./instruments.ts"
import { NotTaken, orderBody } from "./order-body.ts"

const d = (text: string) => Decimal.make(text)
const contract = futureOf({
  symbol: "/ESZ6",
  "product-code": "ES",
  "notional-multiplier": d("50.0"),
  "tick-size": d("0.25"),
  "expiration-date": "2026-12-18"
})
const share = { theirs: "BRK/B", market: shareMarket("BRK/B") ?? expect.fail("no share") }
const future = { theirs: "/ESZ6", market: marketBy("tastytrade", { instrument: contract ?? expect.fail("no future") }) }
const written = (of: typeof share, order: Written) => orderBody(of, asked(of.market, order))
const body = (of: typeof share, order: Written) => {
  const made = written(of, order)
  return made instanceof NotTaken ? made.why : `${made.path} ${made.body}`
}

const id = '"source":"tradingtower","external-identifier":"tt-a1-GRID-7","automated-source":true'
const leg = (quantity: string, action: string) =>
  `"legs":[{"instrument-type":"Equity","symbol":"BRK/B","quantity":"${quantity}","action":"${action}"}]`
const strict = '"advanced-instructions":{"strict-position-effect-validation":true}'

describe("what is sent for an order", () => {
  it.each([
    [
      "a limit order for shares",
      share,
      { limit: "384.04" },
      `/orders {"time-in-force":"GTC",${id},"order-type":"Limit","price":"384.04","price-effect":"Debit",${leg("10", "Buy to Open")}}`
    ],
    [
      "a sale: it closes what is held, and never opens instead",
      share,
      { limit: "384.04", side: "SELL", timeInForce: "IOC" },
      `/orders {"time-in-force":"IOC",${id},"order-type":"Limit","price":"384.04","price-effect":"Credit",${leg("10", "Sell to Close")},${strict}}`
    ],
    [
      "at market: for the day, whatever was asked for",
      share,
      { type: "MARKET", timeInForce: "IOC" },
      `/orders {"time-in-force":"Day",${id},"order-type":"Market",${leg("10", "Buy to Open")}}`
    ],
    [
      "one below a dollar, in extended hours",
      share,
      { limit: "0.4321", timeInForce: "DAY", session: "EXTENDED" },
      `/orders {"time-in-force":"Ext",${id},"order-type":"Limit","price":"0.4321","price-effect":"Debit",${leg("10", "Buy to Open")}}`
    ],
    [
      "a stop",
      share,
      { type: "STOP", limit: "300", side: "SELL" },
      `/orders {"time-in-force":"GTC",${id},"order-type":"Stop","stop-trigger":"300",${leg("10", "Sell to Close")},${strict}}`
    ],
    [
      "a future, in contracts",
      future,
      { limit: "6000.25", quantity: "100", side: "SELL", reduceOnly: true },
      `/orders {"time-in-force":"GTC",${id},"order-type":"Limit","price":"6000.25","price-effect":"Credit","legs":[{"instrument-type":"Future","symbol":"/ESZ6","quantity":"2","action":"Sell"}]}`
    ],
    [
      "an exit and a stop for the same shares",
      share,
      { limit: "400", stop: "350", side: "SELL", purpose: "TAKE_PROFIT" },
      `/complex-orders {"type":"OCO","source":"tradingtower","orders":[{"time-in-force":"GTC",${id},"order-type":"Limit","price":"400","price-effect":"Credit",${leg("10", "Sell to Close")},${strict}},{"time-in-force":"GTC",${id},"order-type":"Stop","stop-trigger":"350",${leg("10", "Sell to Close")},${strict}}]}`
    ]
  ] as const)("%s", (_, of, order, sent) => {
    expect(body(of, order)).toBe(sent)
  })

  it.each([
    [share, { postOnly: true, limit: "384" }, "only rest"],
    [share, { type: "STOP", limit: "300", timeInForce: "IOC" }, "fill at once"],
    [share, {}, "without its price"],
    [share, { limit: "400", stop: "350", timeInForce: "IOC" }, "keeps a stop beside a limit order that rests"],
    [future, { limit: "6000", session: "EXTENDED", quantity: "50" }, "for shares, and no other"]
  ] as const)("what is not taken is not sent: %#", (of, order, why) => {
    expect(body(of, order)).toContain(why)
  })
})
