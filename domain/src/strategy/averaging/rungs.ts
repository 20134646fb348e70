import { affordable, entryFeeRate, freeFunds } from "../../bot/margin.ts"
import { buyTakes, cancel, limitWords, liveOrder, mayEnter, meetsMinimum, place } from "../../bot/run.ts"
import type { Price, Quantity } from "../../market/market.ts"
import { asQuantity } from "../../number/exact.ts"
import { smaller, sub } from "../../number/whole.ts"
import { averagingOf, averagingOrders, investmentOf, type AveragingRun } from "./averaging.ts"
import type { Rung } from "./state.ts"

/** Places the next averaging orders, as many as may rest at once (DCA-3). */
export const layRungs = (run: AveragingRun): void => {
  const { averaging, cycle } = averagingOf(run)
  const { state, market } = run
  if (!mayEnter(state) || cycle.leaving) return
  const { long } = averaging
  const side = long ? "BUY" : "SELL"
  let resting = 0
  for (const rung of cycle.rungs) {
    if (rung.done) continue
    if (resting >= averaging.mostResting) return
    if (liveOrder(state, rung.order) === undefined) {
      rung.order = undefined
      const lots = affordableRest(run, rung, side)
      // What funds or the exchange's minimum do not allow now waits; the ones after it wait with it.
      if (rung.price <= 0 || !meetsMinimum(market, rung.price, lots)) return
      const order = place(
        run,
        {
          purpose: "AVERAGING",
          side,
          type: "LIMIT",
          price: rung.price,
          quantity: lots,
          slot: rung.index,
          ...reserved(run, side, rung.price)
        },
        "DCA-3",
        run.explain
          ? `Averaging order ${rung.index + 1}: ${long ? "buys" : "sells"} more at ${limitWords(market, rung.price, side)}.`
          : ""
      )
      rung.order = order.id
    }
    resting += 1
  }
}

const reserved = (run: AveragingRun, side: "BUY" | "SELL", price: Price) => {
  if (side === "BUY") return { reservePrice: price, takes: buyTakes(run, price) }
  return run.margin === undefined ? {} : { reservePrice: price, takes: true }
}

const affordableRest = (run: AveragingRun, rung: Rung, side: "BUY" | "SELL"): Quantity => {
  const left = asQuantity(sub(rung.quantity, rung.filled))
  if (side === "SELL" && run.margin === undefined) return left
  return asQuantity(
    smaller(left, affordable(run, freeFunds(run, side), rung.price, entryFeeRate(run, side, rung.price)))
  )
}

/** The averaging orders not yet filled get new sizes or prices; those filled stay (FUNDS-1, DCA-6). */
export const renewRungs = (run: AveragingRun, rule: string, why: string): void => {
  const { averaging, cycle } = averagingOf(run)
  const fresh = averagingOrders(run.market, averaging, investmentOf(run), cycle.basePrice)
  cycle.rungs = fresh.map(({ price, quantity }, index): Rung => {
    const before = cycle.rungs[index]
    if (before !== undefined && (before.done || before.filled > 0)) return before
    const order = liveOrder(run.state, before?.order)
    if (order !== undefined && order.filled > 0 && before !== undefined) return before
    if (order !== undefined) cancel(run, order, rule, why)
    return { index, price, quantity, filled: asQuantity(0), done: false, order: order?.id }
  })
  for (const order of run.state.orders.values()) {
    if (order.purpose === "AVERAGING" && order.slot !== undefined && order.slot >= cycle.rungs.length)
      cancel(run, order, rule, why)
  }
}
