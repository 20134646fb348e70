import type { Market, Price } from "../market/market.ts"
import { priceWords } from "../market/words.ts"

/** Beyond this is no price. */
export const NO_BOUND = 1e15

/** Prices in ticks, both included. */
export interface Between {
  readonly low: Price
  readonly high: Price
}

export const isBetween = ({ high, low }: Between, price: Price): boolean => price >= low && price <= high

/** "between 90.00 and 110.00", "of 90.00 or more". */
export const betweenWords = (market: Market, { high, low }: Between): string =>
  high >= NO_BOUND
    ? `of ${priceWords(market, low)} or more`
    : low <= 1
      ? `of ${priceWords(market, high)} or less`
      : `between ${priceWords(market, low)} and ${priceWords(market, high)}`
