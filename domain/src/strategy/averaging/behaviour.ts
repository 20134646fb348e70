import { add, sub } from "../../number/whole.ts"
import { liveOrder, meetsMinimum, positionLots, type Run, transit } from "../../bot/run.ts"
import { isTradeable } from "../../bot/tradeable.ts"
import { asQuantity } from "../../number/exact.ts"
import { leftOf } from "../left.ts"
import type { AnyStrategy } from "../strategy.ts"
import { averagingOf } from "./averaging.ts"
import { continueEnding, endCycle, layCycle, takeProfitNow } from "./cycle.ts"
import { baseDone, enterCycle } from "./enter.ts"
import { renewRungs } from "./rungs.ts"

/** Whether a base order is still to be placed. */
const opens = (run: Run): boolean => {
  const { cycle } = averagingOf(run)
  return cycle.phase === "ENTERING" && liveOrder(run.state, cycle.base) === undefined
}

/** What profit-taking left can't be traded, and none of its orders is open: the cycle is over. */
const isOut = (run: Run): boolean =>
  !isTradeable(run, run.state.price) && ![...run.state.orders.values()].some(({ purpose }) => purpose === "TAKE_PROFIT")

const rungGone: AnyStrategy["gone"] = (run, order) => {
  const rung = averagingOf(run).cycle.rungs[order.slot ?? -1]
  if (rung !== undefined && rung.order === order.id) {
    rung.order = undefined
    rung.filled = asQuantity(add(rung.filled, order.filled))
    if (!meetsMinimum(run.market, rung.price, sub(rung.quantity, rung.filled)) && rung.filled > 0) rung.done = true
  }
  layCycle(run)
}

/** What every strategy that averages in does the same: a cycle's orders, from the base order until it ends flat. */
export const averagingBehaviour = {
  isEntry: (_, order) => order.purpose === "BASE" || order.purpose === "AVERAGING" || order.purpose === "RESERVATION",
  begin: enterCycle,
  priced: (run) => {
    if (opens(run)) enterCycle(run)
    else if (averagingOf(run).cycle.phase === "ENDING") continueEnding(run)
  },
  watch: () => {},
  lay: layCycle,
  exiting: (run) => averagingOf(run).cycle.phase === "ENDING",
  takeProfit: takeProfitNow,
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
  gone: (run, order, asked) => {
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
        return rungGone(run, order, asked)
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
} satisfies Partial<AnyStrategy>
