import { type Between, NO_BOUND } from "../../bot/between.ts"
import type { Market } from "../../market/market.ts"
import { asPrice, WHOLE } from "../../number/exact.ts"
import { positivePrice } from "../ladder/ladder.ts"

/**
 * Between which prices cycles open (DCAF-2): not beyond a target by price, where a cycle would end as it begins,
 * nor beyond a stop by price. Undefined: there is neither.
 */
export const opensBetween = (
  market: Market,
  settings: { readonly direction: "LONG" | "SHORT"; readonly takeProfitPrice?: string; readonly stopLossPrice?: string }
): Between | undefined => {
  const long = settings.direction === "LONG"
  const priceOf = (text: string | undefined, round: "UP" | "DOWN") =>
    text === undefined ? undefined : positivePrice(market, text, round)
  const target = priceOf(settings.takeProfitPrice, long ? "UP" : "DOWN")
  const stop = priceOf(settings.stopLossPrice, long ? "DOWN" : "UP")
  if (target === undefined && stop === undefined) return undefined
  const fees = (market.makerFeeRate + market.takerFeeRate) * 1000n
  const least = target === undefined ? 0n : (BigInt(target) * fees) / WHOLE + 1n
  return long
    ? { low: asPrice((stop ?? 0) + 1), high: asPrice(target === undefined ? NO_BOUND : BigInt(target) - least) }
    : {
        low: asPrice(target === undefined ? 1n : BigInt(target) + least),
        high: asPrice(stop === undefined ? NO_BOUND : stop - 1)
      }
}

/** What lies within both. */
export const withinBoth = (a: Between, b: Between | undefined): Between =>
  b === undefined ? a : { low: a.low > b.low ? a.low : b.low, high: a.high < b.high ? a.high : b.high }
