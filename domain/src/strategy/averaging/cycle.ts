import { add, big, sub, whole } from "../../number/whole.ts"
import { beginClosing } from "../../bot/closing.ts"
import { cancel, liveOrder, mayReduce, meetsMinimum, place, positionLots } from "../../bot/run.ts"
import { asPrice, WHOLE } from "../../number/exact.ts"
import type { LiveOrder } from "../../order/live-order.ts"
import { averagingOf, netProfit, type AveragingRun } from "./averaging.ts"
import { layRungs } from "./rungs.ts"
import { flatteningLots, layTakeProfit } from "./take-profit.ts"
import { moneyWords, priceWords } from "../../market/words.ts"

/** Makes the cycle's resting orders what they should be (DCA-3, DCA-4). */
export const layCycle = (run: AveragingRun): void => {
  const { averaging, cycle } = averagingOf(run)
  if (cycle.phase === "ENDING") return continueEnding(run)
  if (cycle.phase === "ENTERING" && liveOrder(run.state, cycle.base) === undefined) run.state.needsPrice = true
  if (cycle.phase !== "IN") return
  if (averaging.exits === undefined) layTakeProfit(run)
  else averaging.exits.lay(run)
  layRungs(run)
}

/** Orders of the cycle itself that may still fill. */
const cycleOrders = (run: AveragingRun): ReadonlyArray<LiveOrder> =>
  [...run.state.orders.values()].filter(
    (order) => order.purpose === "AVERAGING" || order.purpose === "TAKE_PROFIT" || order.purpose === "BASE"
  )

const isFlat = (run: AveragingRun): boolean => !meetsMinimum(run.market, run.state.price, positionLots(run))

/** The position is sold: what is left of the cycle is cleared away (DCA-5). */
export const endCycle = (run: AveragingRun): void => {
  averagingOf(run).cycle.phase = "ENDING"
  for (const order of cycleOrders(run)) cancel(run, order, "DCA-5", "The cycle is over.")
  continueEnding(run)
}

/** Ends the cycle at market: a target that no order rests for (EXIT-6), or a word to leave (START-7). */
export const takeProfitNow = (run: AveragingRun, why: string): void => {
  const { cycle } = averagingOf(run)
  cycle.phase = "ENDING"
  cycle.atMarket = true
  for (const order of cycleOrders(run)) cancel(run, order, "EXIT-6", why)
  continueEnding(run)
}

/** Goes on with ending a cycle as its orders go. */
export const continueEnding = (run: AveragingRun): void => {
  const { averaging, cycle } = averagingOf(run)
  const { state, market } = run
  if (cycle.phase !== "ENDING" || cycleOrders(run).length > 0) return
  if (isFlat(run)) return closeCycle(run)
  if (!cycle.atMarket) {
    // An averaging order filled while the cycle was ending: it goes on with that.
    cycle.phase = "IN"
    return layCycle(run)
  }
  if (!mayReduce(state)) return
  place(
    run,
    {
      purpose: "TAKE_PROFIT",
      side: averaging.long ? "SELL" : "BUY",
      type: "MARKET",
      price: asPrice(0),
      quantity: flatteningLots(run, market.takerFeeRate),
      reduceOnly: run.margin !== undefined
    },
    "EXIT-6",
    run.explain ? `Ends the cycle at market, near ${priceWords(market, state.price)}.` : ""
  )
}

const closeCycle = (run: AveragingRun): void => {
  const { averaging, cycle } = averagingOf(run)
  const { state, market } = run
  const profit = sub(netProfit(run), cycle.profitBefore)
  if (profit > 0) cycle.reinvested = add(cycle.reinvested, whole((big(profit) * averaging.reinvest) / WHOLE))
  cycle.cycles += 1
  state.roundTrips += 1
  cycle.phase = "BETWEEN"
  cycle.rungs = []
  cycle.takeProfit = undefined
  cycle.atMarket = false
  state.exit.peak = asPrice(0)
  state.exit.armed = false
  const words = `Cycle ${cycle.cycles} ended with ${moneyWords(market, profit)} after fees.`
  if (averaging.maxCycles !== undefined && cycle.cycles >= averaging.maxCycles) {
    beginClosing(run, "CLOSE_POSITIONS", "COMPLETED", `${words} It was the last one.`, "SYSTEM")
    return
  }
  // DCA-5: the next cycle starts under the start conditions, counted from here.
  state.reason = words
  state.start.cause = ""
  state.entered = false
  state.start.triggered = false
  state.start.reference = asPrice(0)
  state.needsPrice = true
}
