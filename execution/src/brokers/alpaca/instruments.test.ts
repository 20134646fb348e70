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
