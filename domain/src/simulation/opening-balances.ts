import type { RunConfig } from "../bot/run-config.ts"
import { type FillModel, plainFills, type Slippage, slippageTicks } from "../exchange/fill-model.ts"
import type { CandleSeries } from "../market/candle-series.ts"
import type { Price } from "../market/market.ts"
import { ceilDiv } from "../number/exact.ts"
import { broughtBy } from "../bot/given.ts"

/** Lowest and highest price of the candles from one index up to another; ticks. */
const pricesOf = ({ high, low }: CandleSeries, start: number, end: number): readonly [Price, Price] => {
  let least = Infinity
  let most = 0
  for (let i = start; i < end; i++) {
    least = Math.min(least, low[i] ?? Infinity)
    most = Math.max(most, high[i] ?? 0)
  }
  return [least as Price, most as Price]
}

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)

/** What is paid for so much at market when every price is worse by the most it can slip. */
const slipped = (quote: bigint, lowest: Price, slippage: Slippage): bigint =>
  ceilDiv(quote * BigInt(lowest + slippageTicks(slippage, lowest, 1, undefined)), BigInt(lowest))

/**
 * What the account of a run over the candles `start` up to `end` begins with: what its settings can need at any of their
 * prices, with any slippage they are filled at (BACKTEST-9). In whole assets, by their names.
 */
export const openingBalances = (
  { market, settings, strategy }: RunConfig,
  series: CandleSeries,
  start: number,
  end: number,
  { slippage }: FillModel = plainFills
): Readonly<Record<string, string>> => {
  const { base, quote } = market.instrument
  const funds = { ...broughtBy(strategy, market, settings, (series.open[start] ?? 0) as Price) }
  // Only of those that own a `brings`, and of what slips, does the need depend on the price.
  const plain = slippage._tag === "None"
  const prices = plain && strategy.money.brings === undefined ? undefined : pricesOf(series, start, end)
  if (strategy.money.brings !== undefined)
    for (const price of prices ?? []) {
      const needed = broughtBy(strategy, market, settings, price)
      funds.quote = larger(funds.quote, needed.quote)
      funds.base = larger(funds.base, needed.base)
    }
  funds.quote += strategy.money.beyond?.(market, settings) ?? 0n
  if (prices !== undefined) funds.quote = slipped(funds.quote, prices[0], slippage)
  return { [quote]: market.quoteText(funds.quote), [base]: market.baseText(funds.base) }
}
