/** What is quoted in money, or that it is a perpetual: a word of these, in any case, ends a pair. */
const MONEY = "USDT|USDC|FDUSD|USD|EUR|GBP|JPY|PERP"
/** Coins that others are quoted in, too. */
const COIN = "BTC|XBT|ETH|BNB"
const WORD = /^[A-Z][A-Z0-9]{1,9}$/
const ENDS = { money: new RegExp(`^(${MONEY})$`, "i"), coin: new RegExp(`^(${COIN})$`, "i") }
/** Written as one word: `BTCUSDT`, `ETHBTC`. */
const JOINED = [new RegExp(`^([A-Z0-9]{2,10}?)(${MONEY})$`), new RegExp(`^([A-Z0-9]{3,10}?)(${COIN})$`)]
/** What a name may have in it, see `shortName`. */
const NAMELIKE = /^[^/\\?#\p{Cc}]+$/u
/** Where it was recorded, not what. */
const PLACE =
  /^(BINANCE|BINANCEUS|COINBASE|KRAKEN|BITSTAMP|BYBIT|OKX|KUCOIN|GEMINI|CRYPTO|NASDAQ|NYSE|AMEX|BATS|ARCA|OHLC|OHLCV|OHLCVT)$/i

/** A pair of two words: what ends it, with what stands before. */
const separate = (words: ReadonlyArray<string>, end: RegExp, base: RegExp): string | undefined => {
  const at = words.findIndex((word, i) => end.test(word) && base.test(words[i - 1] ?? ""))
  return at > 0 ? `${words[at - 1]}-${words[at]}`.toUpperCase() : undefined
}

/** A pair as a trader writes it, as BASE-QUOTE: `BTC/USDT`, `btc_usdt` and `BTCUSDT` are BTC-USDT. */
export const pairWritten = (text: string): string | undefined => {
  const words = text
    .trim()
    .toUpperCase()
    .split(/[-_/: ]/)
  const [base, quote] = words
  if (words.length === 2 && base !== "" && quote !== "") return `${base}-${quote}`
  return words.length === 1 ? joined(words) : undefined
}

const joined = (words: ReadonlyArray<string>): string | undefined => {
  for (const pattern of JOINED)
    for (const word of words) {
      const [, base, quote] = pattern.exec(pattern === JOINED[0] ? word.toUpperCase() : word) ?? []
      if (base !== undefined && quote !== undefined && !PLACE.test(word)) return `${base}-${quote}`
    }
  return undefined
}

/**
 * The pair a file is named after, if it is: `coinbase-BTC-USD-1m-20170903.csv` and `btc_usd.csv` are of BTC-USD,
 * `BTCUSDT-1m-2024-01.csv` and `BINANCE_BTCUSDT, 60.csv` of BTC-USDT, `SPY-1m.csv` of SPY-USD, `my-candles.csv` of none.
 */
export const pairInName = (file: string): string | undefined => {
  const words = file
    .replace(/^.*[/\\]/, "")
    .replace(/\.[a-z]+$/i, "")
    .split(/[-_., ]+/)
    .filter((word) => !PLACE.test(word))
  const pair = separate(words, ENDS.money, NAMELIKE) ?? separate(words, ENDS.coin, WORD) ?? joined(words)
  if (pair !== undefined) return pair
  const [base, quote = "USD"] = words.filter((word) => WORD.test(word))
  // Money alone says in what something was paid, not what.
  return base === undefined || ENDS.money.test(base) ? undefined : `${base}-${quote}`
}
