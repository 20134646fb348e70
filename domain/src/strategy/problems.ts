import type { Market, Price } from "../market/market.ts"
import { priceWords } from "../market/words.ts"
import { percentText, positivePrice } from "./ladder/ladder.ts"
import type { Problem } from "../bot/plan.ts"

/** Prices that can't be prices of this market. */
export const priceProblems = (
  market: Market,
  prices: Readonly<Record<string, string | undefined>>
): ReadonlyArray<Problem> =>
  Object.entries(prices).flatMap(([field, text]) =>
    text === undefined || positivePrice(market, text, "DOWN") !== undefined
      ? []
      : [{ field, message: `must be at least ${market.instrument.tickSize}` }]
  )

/** Which way the bounds are rounded: the ladder reaches at least so far, or nothing happens beyond. */
const rounding = { OUTWARD: ["DOWN", "UP"], INWARD: ["UP", "DOWN"] } as const

/** The lowest and highest price as prices of this market, or what is wrong with them. */
export const boundsOf = (
  market: Market,
  { lowPrice, highPrice }: { readonly lowPrice: string; readonly highPrice: string },
  rounded: keyof typeof rounding
): { readonly low: Price; readonly high: Price } | { readonly problem: Problem } => {
  const [down, up] = rounding[rounded]
  const low = positivePrice(market, lowPrice, down)
  const high = positivePrice(market, highPrice, up)
  if (low === undefined)
    return { problem: { field: "lowPrice", message: `must be at least ${market.instrument.tickSize}` } }
  if (high === undefined || high <= low)
    return { problem: { field: "highPrice", message: `must be above the lowest price, ${priceWords(market, low)}` } }
  return { low, high }
}

/**
 * A price that has to lie beyond others, and does not; the farthest of them is named by its words. One that is not
 * known yet does not count.
 */
export const sideProblems = (
  market: Market,
  field: string,
  text: string | undefined,
  side: "ABOVE" | "BELOW",
  limits: Readonly<Record<string, Price | undefined>>,
  why = ""
): ReadonlyArray<Problem> => {
  const above = side === "ABOVE"
  const beyond = (one: Price, other: Price) => (above ? one > other : one < other)
  let what = ""
  let limit: Price | undefined
  for (const [words, price] of Object.entries(limits))
    if (price !== undefined && (limit === undefined || beyond(price, limit))) {
      what = words
      limit = price
    }
  if (text === undefined || limit === undefined) return []
  const value = positivePrice(market, text, above ? "UP" : "DOWN")
  if (value !== undefined && beyond(value, limit)) return []
  const way = above ? "above" : value === undefined ? "above zero and below" : "below"
  return [{ field, message: `must be ${way} ${what}, ${priceWords(market, limit)}${why}` }]
}

/** A target or a stop told in both ways. */
export const doubledProblems = (settings: {
  readonly takeProfitPercent?: string
  readonly takeProfitPrice?: string
  readonly stopLossPercent?: string
  readonly stopLossPrice?: string
}): ReadonlyArray<Problem> =>
  (["takeProfit", "stopLoss"] as const).flatMap((exit) =>
    settings[`${exit}Percent`] === undefined || settings[`${exit}Price`] === undefined
      ? []
      : [{ field: `${exit}Price`, message: "give the percent or the price, not both" }]
  )

/** A distance (share of `WHOLE`) no wider than the fees of what is done over it. */
export const feeProblems = (
  field: string,
  distance: bigint | undefined,
  fees: bigint,
  trade: "buying and selling" | "entering and leaving"
): ReadonlyArray<Problem> =>
  distance === undefined || distance > fees
    ? []
    : [{ field, message: `is eaten by fees of ${percentText(fees)} % for ${trade}: set more than that` }]

/** Whether some of the prices that orders are to rest at are one and the same, once rounded to the tick. */
export const sharesTick = (prices: ReadonlyArray<number>): boolean => new Set(prices).size !== prices.length

/** Orders that share a price; `works`: the least step in percent that keeps them apart. */
export const sharedTickProblem = (market: Market, field: string, works: string): Problem => ({
  field,
  message: `puts orders on one price, as a tick is ${market.instrument.tickSize}: at least ${works} % works`
})
