import { describe, expect, it } from "vitest"
import { desk } from "../bot/desk.fixture.ts"
import { openAccount } from "../exchange/account.ts"
import { instrument, order } from "../exchange/account.fixture.ts"
import { place } from "../exchange/place.ts"
import { priceMoved } from "../exchange/price-moved.ts"
import { formRule } from "../risk/form.ts"
import { facts } from "../risk/order-facts.fixture.ts"
import { grid } from "../simulation/run.fixture.ts"
import { limitWords, orderWords } from "../bot/run.ts"
import { marketOf, type Price } from "./market.ts"
import { priceDecimals } from "./price-decimals.ts"
import { priceWords } from "./words.ts"

const d = (text: string) => text as never
/** As US stocks have it: cents from 1 USD on, hundredths of a cent below. */
const stock = marketOf(
  instrument({
    assetClass: "EQUITY",
    tickSize: d("0.0001"),
    lotSize: d("1"),
    minQuantity: d("1"),
    orderTicks: [
      { from: d("0"), step: d("0.0001") },
      { from: d("1"), step: d("0.01") }
    ]
  })
)
const at = (text: string): Price => stock.price(text) ?? d("0")
const near = (text: string) =>
  (["DOWN", "UP"] as const).map((direction) => stock.priceText(stock.orderPrice(at(text), direction)))

describe("prices that orders may have", () => {
  it("ORDER-8 are said with the decimals of their step, and as the order goes out", () => {
    expect(["0.9999", "1", "1.2345", "150"].map((text) => priceWords(stock, at(text)))).toEqual([
      "0.9999",
      "1.00",
      "1.23",
      "150.00"
    ])
    expect((["BUY", "SELL"] as const).map((side) => limitWords(stock, at("1.2345"), side))).toEqual(["1.23", "1.24"])
    expect(orderWords(stock, { price: at("1.2345"), side: "SELL", type: "STOP" })).toBe("1.23")
    expect(priceDecimals(stock.instrument, "-1.5")).toBe(2)
  })

  it("ORDER-8 are multiples of the step at that price", () => {
    expect(["0.9999", "1", "1.2345", "1.23", "0.0001"].map(near)).toEqual([
      ["0.9999", "0.9999"],
      ["1", "1"],
      ["1.23", "1.24"],
      ["1.23", "1.23"],
      ["0.0001", "0.0001"]
    ])
    expect(marketOf(instrument()).orderPrice(12_345 as Price, "DOWN")).toBe(12_345)
  })

  it("ORDER-8 RISK-5 PAPER-13 are refused off it", () => {
    const account = openAccount("ada", { USD: "1000" })
    priceMoved(account, stock, at("1.5"), 1)
    const sent = (price: string) => place(account, stock, order(price, "BUY", "10", { price }, stock), 1)
    const message = "no order may have a price of 1.2345: the nearest are 1.23 and 1.24"
    expect(sent("1.2345")).toMatchObject([{ reason: "INVALID", message }])
    expect(sent("1.23")).toMatchObject([{ _tag: "OrderAccepted" }])
    const limit = (price: string) => formRule(facts(stock, { order: order("a", "BUY", "10", { price }, stock) }))
    expect([limit("1.2345")?.rule, limit("1.23"), limit("0.2345")]).toEqual(["RISK-5", undefined, undefined])
  })

  it("ORDER-8 are what a ladder over both steps goes out with, never better than it asked", () => {
    const it = desk(grid({ investment: d("10000"), lowPrice: d("0.8"), highPrice: d("1.25"), gridLevels: 20 }), stock)
    it.start("1.02")
    it.settle()
    expect(it.open("GRID").length).toBeGreaterThan(15)
    for (const { order: sent } of it.placed.filter(({ order: of }) => of.type === "LIMIT")) {
      const asked = it.state.orders.get(sent.clientOrderId)?.price ?? sent.price ?? at("1")
      const price = sent.price ?? at("1")
      expect(stock.orderPrice(price, "DOWN")).toBe(price)
      expect(sent.side === "BUY" ? price <= asked : price >= asked).toBe(true)
    }
  })
})
