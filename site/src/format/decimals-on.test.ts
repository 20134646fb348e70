import { expect, it } from "vitest"
import { decimalsAt, decimalsOn } from "./decimals-on.ts"

it("shows each price with the decimals of its own step, whatever side of an edge the market is on", () => {
  const orderTicks = [
    { from: "0.1", step: "0.000001" },
    { from: "10", step: "0.0001" },
    { from: "1000", step: "0.01" }
  ]
  const market = { instrument: { tickSize: "0.000000001", orderTicks }, lastPrice: "10.5" } as unknown as Parameters<
    typeof decimalsOn
  >[0]
  expect(decimalsOn(market)).toBe(4)
  expect(["9.999999", "10", "999.9999", "1000"].map((price) => decimalsAt(market, price))).toEqual([6, 4, 4, 2])
})
