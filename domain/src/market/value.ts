import { asPrice, asQuantity, asQuote, floorDiv } from "../number/exact.ts"
import { big, times, type Whole, whole } from "../number/whole.ts"
import type { Market, Price, Quote } from "./market.ts"

interface Scale {
  /** Quote units of one lot at a price of one tick. */
  readonly cell: bigint
  /** Base units of one lot. */
  readonly lot: bigint
  readonly lotUnits: Whole
}

const scales = new WeakMap<Market, Scale>()

/** What a market's units are in ticks and lots. */
export const scaleOf = (market: Market): Scale => {
  const known = scales.get(market)
  if (known !== undefined) return known
  const lot = market.baseOf(asQuantity(1))
  const scale = { cell: market.notional(asPrice(1), asQuantity(1)), lot, lotUnits: whole(lot) }
  scales.set(market, scale)
  return scale
}

/** What an amount of base is worth at a price, rounded down to the smallest unit of quote. */
export const valueOf = (market: Market, price: Price, base: number | bigint): Quote => {
  const { cell, lot } = scaleOf(market)
  return asQuote(floorDiv(big(base) * BigInt(price) * cell, lot))
}

/** Base units of so many lots. */
export const unitsOf = (market: Market, lots: Whole): Whole => times(lots, scaleOf(market).lotUnits)
