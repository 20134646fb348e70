import { perpetualBase } from "@tradetower/domain/market"

/** `COINBASE:BTCUSD`, `BTC/USD` and `BTC-USD` are the same. */
const plain = (pair: string): string =>
  pair
    .replace(/^.*:/, "")
    .replace(/[^A-Za-z0-9]/g, "")
    .toUpperCase()

/** What perpetuals are counted in, which ours don't name. */
const MONEY = ["USD", "USDT", "USDC"]

/**
 * Whether an alert's pair is that of a bot: as we write it, as a spot pair of an exchange on TradingView, or, of a perpetual,
 * as exchanges' perpetuals are called there, `BTCUSDT.P`.
 */
export const isSamePair = (pair: string, symbol: string): boolean => {
  const named = plain(pair)
  if (named === plain(symbol)) return true
  const base = perpetualBase(symbol)
  return base !== undefined && MONEY.some((money) => named === `${plain(base)}${money}P`)
}
