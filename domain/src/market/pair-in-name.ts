/** What is quoted in: a word of these, in any case, ends a pair. */
const QUOTE = /^(USD|USDT|USDC|EUR|GBP|PERP)$/i
const WORD = /^[A-Z][A-Z0-9]{1,9}$/

/**
 * The pair a file is named after, if it is: `coinbase-BTC-USD-1m-20170903.csv` and `btc_usd.csv` are of BTC-USD,
 * `SPY-1m.csv` of SPY-USD, `my-candles.csv` of none.
 */
export const pairInName = (file: string): string | undefined => {
  const words = file
    .replace(/^.*[/\\]/, "")
    .replace(/\.[a-z]+$/i, "")
    .split(/[-_. ]/)
  const at = words.findIndex((word, i) => i > 0 && QUOTE.test(word))
  if (at > 0) return `${words[at - 1]}-${words[at]}`.toUpperCase()
  const [base, quote = "USD"] = words.filter((word) => WORD.test(word))
  return base === undefined ? undefined : `${base}-${quote}`
}
