import { describe, expect, it } from "vitest"
import type { Exchange, Summary } from "./contract.ts"
import { isFixed, resultOf, worthOf } from "./result.ts"

const summary: Summary = {
  state: "ACTIVE",
  since: 0,
  reason: "",
  invested: "1000",
  tradingProfit: "41.20",
  fees: "3.10",
  position: "0.5",
  positionCost: "500",
  startPrice: "1000",
  fills: 1,
  roundTrips: 1,
  openOrders: 1,
  unknownOrders: 0
}

describe("a run's result", () => {
  it("is trading, plus the position at the price, less fees", () => {
    const result = resultOf(summary, "975.90")
    expect(result).toMatchObject({ trading: "41.20", position: "-12.050", fees: "3.10" })
    expect(Number(result.total)).toBeCloseTo(26.05, 10)
    expect(result.percent).toBe("2.61")
    expect(result.holdingPercent).toBe("-2.41")
  })

  it("stays as it is once the run has ended and holds nothing, and holding is compared where it ended", () => {
    const ended: Summary = { ...summary, state: "STOPPED", position: "0", positionCost: "0", endPrice: "1100" }
    expect([isFixed(summary), isFixed(ended), isFixed({ ...ended, position: "0.5" })]).toEqual([false, true, false])
    for (const price of ["975.90", "2000", undefined])
      expect(resultOf(ended, price)).toMatchObject({ total: "38.10", holdingPercent: "10.00" })
  })

  it("values the position at its cost while there is no price", () => {
    expect(resultOf(summary, undefined)).toMatchObject({ position: "0", total: "38.10", holdingPercent: undefined })
  })
})

describe("what an account is worth", () => {
  it("is its quote and its base at the last prices", () => {
    const exchange = {
      balances: [
        { asset: "USD", total: "100.5" },
        { asset: "BTC", total: "0.1" },
        { asset: "XYZ", total: "9" }
      ],
      markets: [{ instrument: { base: "BTC", quote: "USD" }, lastPrice: "1000" }]
    } as unknown as Exchange
    expect(worthOf(exchange, "USD")).toBe("200.5")
  })
})
