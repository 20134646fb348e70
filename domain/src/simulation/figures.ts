import type { Market } from "../market/market.ts"
import type { Decimal } from "../number/decimal.ts"
import { decimalsOf, fromUnits } from "../number/decimal-units.ts"

/** A statistic as text, rounded to so many decimals; zero for what is no number. */
export const rounded = (value: number, decimals = 2): Decimal => {
  const scale = 10 ** decimals
  const units = Math.round(value * scale)
  return fromUnits(Number.isFinite(units) ? BigInt(units) : 0n, decimals)
}

/** `part / whole` as percent with two decimals, rounded to the nearest. */
export const percentOf = (part: bigint, whole: bigint): Decimal => {
  if (whole === 0n) return fromUnits(0n, 2)
  const fine = (part * 20_000n) / whole
  return fromUnits((fine + (fine < 0n ? -1n : 1n)) / 2n, 2)
}

/** Writes amounts of a market's quote units, cut to the decimals of its prices, two at the least. */
export const amountText = (market: Market): ((units: bigint) => Decimal) => {
  const places = Math.max(2, decimalsOf(market.instrument.tickSize))
  const cut = 10n ** BigInt(Math.max(0, market.quoteDecimals - places))
  return (units) => fromUnits(units / cut, Math.min(places, market.quoteDecimals))
}
