import { expect, it } from "vitest"
import { isSamePair } from "./same-pair.ts"

it.each([
  ["COINBASE:BTCUSD", "BTC-USD", true],
  ["btc/usd", "BTC-USD", true],
  ["BTCUSDT", "BTC-USD", false],
  ["BINANCE:BTCUSDT.P", "BTC-PERP", true],
  ["BTCUSD.P", "BTC-PERP", true],
  ["BTC-PERP", "BTC-PERP", true],
  ["BTCUSDT", "BTC-PERP", false],
  ["ETHUSDT.P", "BTC-PERP", false],
  ["BTCUSDT.P", "BTC-USDT", false],
  ["AAPL", "AAPL", true]
])("an alert of %s is for a bot on %s: %s", (pair, symbol, same) => expect(isSamePair(pair, symbol)).toBe(same))
