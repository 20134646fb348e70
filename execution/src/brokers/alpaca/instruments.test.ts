import { expect, it } from "vitest"
import { marketOf } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { instrumentOf } from "./instruments.ts"

const nearest = (price: string, increment = "0.000000001") => {
  const instrument = instrumentOf("BTC/USD", "crypto", { price_increment: Decimal.make(increment) })
  if (instrument === undefined) throw new Error("a coin is traded")
  const market = marketOf(instrument)
  return (["DOWN", "UP"] as const).map((way) => market.priceText(market.orderPrice(market.roundPrice(price, way), way)))
}

it("orders for coins have prices that can be read, never finer than Alpaca's own step", () => {
  expect(["92000.123456789", "12.000012345", "0.123456789", "0.000012345"].map((price) => nearest(price))).toEqual([
    ["92000.12", "92000.13"],
    ["12", "12.0001"],
    ["0.123456", "0.123457"],
    ["0.000012345", "0.000012345"]
  ])
  expect(nearest("92000.4", "1")).toEqual(["92000", "92001"])
})

it("a stock says whether fractions of it are traded, and when; where its record does not, nor does it", () => {
  const of = (rules?: Parameters<typeof instrumentOf>[2]) => {
    const found = instrumentOf("KO", "us_equity", rules)
    return [found?.fractionable, found?.extendedFractions]
  }
  expect(of()).toEqual([undefined, undefined])
  expect(of({ fractionable: true, attributes: ["fractional_eh_enabled"] })).toEqual([true, true])
  expect(of({ fractionable: true, attributes: ["overnight_tradable"] })).toEqual([true, false])
  expect(of({ fractionable: false, attributes: null })).toEqual([false, undefined])
})
