import type { Market, Price } from "../../market/market.ts"
import { priceWords } from "../../market/words.ts"
import { asPrice, share, WHOLE } from "../../number/exact.ts"
import { investmentProblems, roomProblems } from "../ladder/check.ts"
import { levelPrice } from "../ladder/known-levels.ts"
import { percentText, positivePrice, roundTripFees } from "../ladder/ladder.ts"
import { smallestInvestment } from "../ladder/size.ts"
import { feeProblems, sharedTickProblem, sharesTick, sideProblems } from "../problems.ts"
import type { Problem } from "../../bot/plan.ts"
import { tightest } from "../tightest.ts"
import type { LoopSettings } from "./settings.ts"
import { firstRungs, halves } from "./shape.ts"

/** Everything that is wrong with a loop's settings, each with what would work (LOOP-7). */
export const checkLoop = (market: Market, settings: LoopSettings, price: Price | undefined): ReadonlyArray<Problem> => {
  const low = positivePrice(market, settings.lowPrice, "UP")
  if (low === undefined) return [{ field: "lowPrice", message: `must be at least ${market.instrument.tickSize}` }]
  const high = settings.highPrice === undefined ? undefined : positivePrice(market, settings.highPrice, "DOWN")
  if (settings.highPrice !== undefined && (high === undefined || high <= low))
    return [{ field: "highPrice", message: `must be above the lowest price, ${priceWords(market, low)}` }]
  return [
    ...distanceProblems(market, settings, price),
    ...(price === undefined ? [] : boundProblems(market, settings, price)),
    ...orderProblems(market, settings, price)
  ]
}

const distanceProblems = (market: Market, settings: LoopSettings, price: Price | undefined): ReadonlyArray<Problem> => {
  const distance = share(settings.orderDistance)
  const { below } = halves(settings)
  const eaten = feeProblems("orderDistance", distance, roundTripFees(market), "buying and selling")
  if (eaten.length > 0) return eaten
  if (distance * BigInt(below) >= WHOLE) {
    const widest = (WHOLE - 1n) / BigInt(below)
    return [
      {
        field: "orderDistance",
        message:
          `puts the lowest of ${below} orders at a price of zero or less: ` +
          `less than ${percentText(widest)} % works, or fewer orders`
      }
    ]
  }
  if (price === undefined) return []
  const apart = (percent: string) => {
    const levels = Array.from({ length: settings.orderCount + 1 }, (_, k) => levelPrice(price, percent, k - below))
    return !sharesTick(levels)
  }
  if (apart(settings.orderDistance)) return []
  return [sharedTickProblem(market, "orderDistance", tightest(settings.orderDistance, "50", apart))]
}

const boundProblems = (market: Market, settings: LoopSettings, price: Price): ReadonlyArray<Problem> => {
  const problems: Array<Problem> = []
  const buy = levelPrice(price, settings.orderDistance, -1)
  const sell = levelPrice(price, settings.orderDistance, 1)
  const low = positivePrice(market, settings.lowPrice, "UP") ?? 0
  const high = settings.highPrice === undefined ? Infinity : (positivePrice(market, settings.highPrice, "DOWN") ?? 0)
  if (low > buy)
    problems.push({
      field: "lowPrice",
      message: `must be at most ${priceWords(market, buy)}, where the first order below the present price lies`
    })
  if (high < sell)
    problems.push({
      field: "highPrice",
      message: `must be at least ${priceWords(market, sell)}, where the first order above the present price lies`
    })
  const present = { "the present price": price }
  return [...problems, ...sideProblems(market, "takeProfitPrice", settings.takeProfitPrice, "ABOVE", present)]
}

const orderProblems = (market: Market, settings: LoopSettings, price: Price | undefined): ReadonlyArray<Problem> => {
  const at = price ?? positivePrice(market, settings.lowPrice, "UP") ?? asPrice(1)
  const rungs = firstRungs(market, settings, at, at)
  const waiting = Array.from({ length: settings.orderCount - rungs.length }, () => ({ low: at, high: at }))
  const needed = smallestInvestment(market, [...rungs, ...waiting], "QUOTE", at)
  return [
    ...roomProblems(market, settings.orderCount, "orderCount", "orders"),
    ...investmentProblems(market, settings, needed, `${settings.orderCount} orders`)
  ]
}
