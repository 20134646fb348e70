import { add, sub } from "../../number/whole.ts"
import { liveOrder, meetsMinimum, positionLots, transit } from "../../bot/run.ts"
import { isTradeable } from "../../bot/tradeable.ts"
import { asQuantity } from "../../number/exact.ts"
import { leftOf } from "../../bot/left.ts"
import type { LiveOrder } from "../../order/live-order.ts"
import type { Part, Settings } from "../../bot/state.ts"
import type { Entries, Hooks, Leaving } from "../../bot/strategy.ts"
import { averagingOf, type AveragingRun, type CycleShape } from "./averaging.ts"
import { continueEnding, endCycle, layCycle, takeProfitNow } from "./cycle.ts"
import { baseDone, enterCycle } from "./enter.ts"
import { renewRungs } from "./rungs.ts"
import type { Cycle } from "./state.ts"

/** Whether a base order is still to be placed. */
const opens = (run: AveragingRun): boolean => {
  const { cycle } = averagingOf(run)
  return cycle.phase === "ENTERING" && liveOrder(run.state, cycle.base) === undefined
}

/** What profit-taking left can't be traded, and none of its orders is open: the cycle is over. */
const isOut = (run: AveragingRun): boolean =>
  !isTradeable(run, run.state.price) && ![...run.state.orders.values()].some(({ purpose }) => purpose === "TAKE_PROFIT")

const rungGone = (run: AveragingRun, order: LiveOrder): void => {
  const rung = averagingOf(run).cycle.rungs[order.slot ?? -1]
  if (rung !== undefined && rung.order === order.id) {
    rung.order = undefined
    rung.filled = asQuantity(add(rung.filled, order.filled))
    if (!meetsMinimum(run.market, rung.price, sub(rung.quantity, rung.filled)) && rung.filled > 0) rung.done = true
  }
  layCycle(run)
}

/** Which orders of a cycle enter, and between which prices it opens. */
export const cycleEntries: Pick<Entries<Settings, Part & Cycle, CycleShape>, "between" | "include"> = {
  include: (_, order) => order.purpose === "BASE" || order.purpose === "AVERAGING" || order.purpose === "RESERVATION",
  between: ({ averaging }) => averaging.between
}

/** How a cycle ends: by its take-profit, and by what ends every run. */
export const cycleLeaving: Leaving<Settings, Part & Cycle, CycleShape> = {
  of: ({ exits }) => exits,
  exiting: (run) => averagingOf(run).cycle.phase === "ENDING",
  takeProfit: takeProfitNow
}

/** A cycle's orders, from the base order until it ends flat: the same for every strategy that averages in. */
export const cycleHooks: Hooks<Settings, Part & Cycle, CycleShape> = {
  begin: enterCycle,
  priced: (run) => {
    if (opens(run)) enterCycle(run)
    else if (averagingOf(run).cycle.phase === "ENDING") continueEnding(run)
  },
  lay: layCycle,
  filled: (run, order, booked, complete) => {
    const { averaging, cycle } = averagingOf(run)
    switch (order.purpose) {
      case "RESERVATION":
        // The market fell (rose) so far that the reservation itself is the entry (START-6).
        if (!complete) return
        if (!run.state.entered) {
          run.state.entered = true
          if (run.state.life !== "ACTIVE" && run.state.life !== "PAUSED")
            transit(run, "ACTIVE", "The order that reserved the funds was filled.", "EXCHANGE")
        }
        cycle.phase = "IN"
        cycle.rungs = []
        return layCycle(run)
      case "BASE":
        cycle.baseFilled = add(cycle.baseFilled, booked.deal.base)
        cycle.baseNotional = add(cycle.baseNotional, booked.deal.notional)
        return complete ? baseDone(run) : undefined
      case "TAKE_PROFIT":
        if (cycle.phase === "ENDING") return continueEnding(run)
        if (averaging.exits !== undefined) return averaging.exits.filled(run, order, complete)
        return complete || positionLots(run) === 0 ? endCycle(run) : undefined
      default: {
        const rung = cycle.rungs[order.slot ?? -1]
        if (rung !== undefined && complete && rung.order === order.id) {
          rung.filled = asQuantity(add(rung.filled, order.quantity))
          rung.done = true
          rung.order = undefined
        }
        return layCycle(run)
      }
    }
  },
  gone: (run, order) => {
    const { averaging, cycle } = averagingOf(run)
    switch (order.purpose) {
      case "BASE":
        cycle.base = undefined
        if (cycle.phase === "ENDING") return continueEnding(run)
        // Too little to leave with again: it is no cycle yet, and opens anew.
        if (cycle.baseFilled > 0 && isTradeable(run, run.state.price)) return baseDone(run)
        run.state.needsPrice = true
        return
      case "TAKE_PROFIT":
        cycle.takeProfit = undefined
        if (cycle.phase === "ENDING" && order.type === "MARKET" && order.filled === 0) {
          run.state.needsPrice = true
          return
        }
        if (cycle.phase !== "ENDING") {
          averaging.exits?.gone(run, order)
          if (order.filled > 0 && isOut(run)) return endCycle(run)
        }
        return layCycle(run)
      default:
        return rungGone(run, order)
    }
  },
  funded: (run) => {
    renewRungs(run, "FUNDS-1", "Funds were added: the order is placed again at its new size.")
    layCycle(run)
  },
  drawn: (run, left) => {
    for (const rung of averagingOf(run).cycle.rungs)
      if (!rung.done) rung.quantity = asQuantity(add(rung.filled, leftOf(sub(rung.quantity, rung.filled), left)))
  },
  changed: (run) => {
    if (averagingOf(run).cycle.phase === "IN")
      renewRungs(run, "DCA-6", "The settings changed: the order is placed anew.")
    layCycle(run)
  },
  surrender: (run) => {
    const { cycle } = averagingOf(run)
    cycle.rungs = []
    cycle.phase = "IN"
  }
}
