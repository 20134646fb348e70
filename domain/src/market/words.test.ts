import { describe, expect, it } from "@effect/vitest"
import { marketWith } from "../simulation/run.fixture.ts"
import { amountWords, averageWords, moneyWords, neededWords, priceWords, sizeWords } from "./words.ts"

const market = marketWith({ tickSize: "0.01" as never, lotSize: "0.001" as never })

describe("prices and amounts in sentences", () => {
  it("have the tick's decimals and separated thousands", () => {
    expect(priceWords(market, market.roundPrice("92462.2", "DOWN"))).toBe("92,462.20")
    expect(priceWords(market, market.roundPrice("100", "DOWN"))).toBe("100.00")
    expect(sizeWords(market, 1_234_500 as never)).toBe("1,234.5 ABC")
  })

  it("count money in cents, rounded half away from zero, and never as nothing", () => {
    expect(moneyWords(market, market.quote("414.535239552"))).toBe("414.54 USD")
    expect(amountWords("-1234567.005", "USD")).toBe("−1,234,567.01 USD")
    expect(amountWords("21", "USD")).toBe("21.00 USD")
    expect(amountWords("0.0041", "USD")).toBe("0.0041 USD")
    expect(amountWords("0.00412345", "BTC")).toBe("0.00412345 BTC")
    expect(neededWords("1000.001", "USD")).toBe("1,000.01 USD")
    expect(averageWords(market, "92167.148136526")).toBe("92,167.15")
  })
})
