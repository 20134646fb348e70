import { describe, expect, it } from "vitest"
import { pairInName, pairWritten } from "./pair-in-name.ts"

describe("the pair in a file's name", () => {
  it.each([
    ["/somewhere/coinbase-BTC-USD-1m-20170903.csv", "BTC-USD"],
    ["btc_usd.csv", "BTC-USD"],
    ["BTC-PERP.csv", "BTC-PERP"],
    ["kraken ETH-EUR 2025.parquet", "ETH-EUR"],
    ["SPY-1m-20131004.csv", "SPY-USD"],
    ["BTCUSDT-1m-2024-01.csv", "BTC-USDT"],
    ["btcusdt-1h.csv", "BTC-USDT"],
    ["BINANCE_BTCUSDT, 60.csv", "BTC-USDT"],
    ["BATS_AAPL, 1D.csv", "AAPL-USD"],
    ["Coinbase_ETHUSD_d.csv", "ETH-USD"],
    ["XBTUSD_1.csv", "XBT-USD"],
    ["BNBUSD.csv", "BNB-USD"],
    ["ETH-BTC-1m.csv", "ETH-BTC"],
    ["ADABTC-1m.csv", "ADA-BTC"],
    ["my-BTC.csv", "BTC-USD"],
    ["1000PEPEUSDT.csv", "1000PEPE-USDT"]
  ])("of %s is %s", (file, pair) => expect(pairInName(file)).toBe(pair))

  it("is not made up where there is none", () => {
    for (const file of ["my-candles.csv", "candles.CSV", "2025-01.csv", "", "a#b-USD.csv", "a?b_usd.csv"])
      expect(pairInName(file)).toBeUndefined()
  })
})

describe("a pair as a trader writes it", () => {
  it.each([
    ["BTC-USDT", "BTC-USDT"],
    ["btc/usdt", "BTC-USDT"],
    ["BTCUSDT", "BTC-USDT"],
    ["BTC", undefined],
    ["a-b-c", undefined]
  ])("%s is %s", (text, pair) => expect(pairWritten(text)).toBe(pair))
})
