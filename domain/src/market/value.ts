import { asQuote, floorDiv } from "../number/exact.ts"
import { big, times, type Whole } from "../number/whole.ts"
import type { Market, Price, Quote, Scale } from "./market.ts"

/** What a market's units are in ticks and lots. */
export const scaleOf = (market: Market): Scale => market.scale

/** What an amount of base is worth at a price, rounded down to the smallest unit of quote. */
export const valueOf = (market: Market, price: Price, base: number | bigint): Quote => {
  const { cell, lot } = scaleOf(market)
  return asQuote(floorDiv(big(base) * BigInt(price) * cell, lot))
}

/** Base units of so many lots. */
export const unitsOf = (market: Market, lots: Whole): Whole => times(lots, scaleOf(market).lotUnits)
