import { describe, expect, it } from "vitest"
import { pairInName } from "./pair-in-name.ts"

describe("the pair in a file's name", () => {
  it.each([
    ["/somewhere/coinbase-BTC-USD-1m-20170903.csv", "BTC-USD"],
    ["btc_usd.csv", "BTC-USD"],
    ["BTC-PERP.csv", "BTC-PERP"],
    ["kraken ETH-EUR 2025.parquet", "ETH-EUR"],
    ["SPY-1m-20131004.csv", "SPY-USD"]
  ])("of %s is %s", (file, pair) => expect(pairInName(file)).toBe(pair))

  it("is not made up where there is none", () => {
    for (const file of ["my-candles.csv", "candles.CSV", "2025-01.csv", ""]) expect(pairInName(file)).toBeUndefined()
  })
})
