import { asPrice, asQuantity, asQuote, floorDiv } from "../number/exact.ts"
import type { Base, Market, Price, Quote } from "./market.ts"

const scales = new WeakMap<Market, { readonly cell: bigint; readonly lot: bigint }>()

/** Quote units of one lot at a price of one tick, and base units of one lot. */
export const scaleOf = (market: Market): { readonly cell: bigint; readonly lot: bigint } => {
  const known = scales.get(market)
  if (known !== undefined) return known
  const scale = { cell: market.notional(asPrice(1), asQuantity(1)), lot: market.baseOf(asQuantity(1)) }
  scales.set(market, scale)
  return scale
}

/** What an amount of base is worth at a price, rounded down to the smallest unit of quote. */
export const valueOf = (market: Market, price: Price, base: bigint): Quote => {
  const { cell, lot } = scaleOf(market)
  return asQuote(floorDiv(base * BigInt(price) * cell, lot))
}

/** Base for a quantity, as plain units. */
export const unitsOf = (market: Market, lots: number): Base => market.baseOf(asQuantity(lots))
