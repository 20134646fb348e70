import type { Market, Price } from "../../market/market.ts"
import type { Decimal } from "../../number/decimal.ts"
import { leastStep } from "../ladder/least-step.ts"
import type { Outlook, Term } from "../../market/outlook.ts"
import { checkLoop } from "./check.ts"
import type { LoopSettings } from "./settings.ts"
import { presetPrice } from "../preset-price.ts"

/** Orders wished for: the longer the term, the further the price goes, the more of them. */
const ORDERS: Readonly<Record<Term, number>> = { SHORT_TERM: 12, MID_TERM: 20, LONG_TERM: 30 }
/** The outermost of the first orders lies this many moves of the term from the price. */
const REACH = 1.5

/** A loop whose orders span what the price is expected to do over the term; half a reach lower it waits (LOOP-8). */
export const loopPreset = (market: Market, outlook: Outlook, price: Price, investment: string): LoopSettings => {
  const preset = (orderCount: number): LoopSettings => {
    const half = Math.floor(orderCount / 2)
    const widest = 90 / half
    const distance = Math.min(widest, Math.max(0.1, leastStep(market) * 100, (REACH * outlook.move * 100) / half))
    const reach = Math.min(0.95, (distance / 100) * half * 1.5)
    return {
      _tag: "LOOP",
      start: { _tag: "IMMEDIATELY" },
      // The investment comes from a form that has checked it to be a decimal.
      investment: investment as Decimal,
      lowPrice: presetPrice(market, Math.max(1, Math.floor(price * (1 - reach)))),
      orderDistance: distance.toFixed(2).replace(/\.?0+$/, "") as Decimal,
      orderCount,
      reinvestProfit: outlook.term === "LONG_TERM",
      reinvestProfitPercent: "100" as Decimal,
      exitCurrency: "QUOTE"
    }
  }
  let orders = ORDERS[outlook.term]
  while (orders > 10 && checkLoop(market, preset(orders), price).length > 0) orders -= 2
  return preset(orders)
}
