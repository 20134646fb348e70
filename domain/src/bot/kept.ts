import { leftToClose } from "./exposure.ts"
import { type Closure, isLive } from "./life.ts"
import type { ExecutionReport } from "../order/report.ts"
import { asPrice, asQuantity, ceilDiv } from "../number/exact.ts"
import { add, larger, smaller, whole } from "../number/whole.ts"
import type { LiveOrder } from "../order/live-order.ts"
import { meetsMinimum, type Run } from "./run.ts"

/**
 * Whether an ended run left orders on the exchange, or a position that can be traded: what a stop can still close
 * (CLOSE-7). What a completed run bought on spot is the trader's.
 */
export const keepsSomething = (run: Pick<Run, "market" | "state" | "strategy">): boolean => {
  const { market, state } = run
  if (isLive(state.life)) return closesWhatItKept(run)
  if (state.orders.size > 0) return true
  if (state.closing?.dust === true || (state.life === "COMPLETED" && market.instrument.kind === "SPOT")) return false
  return meetsMinimum(market, state.price, leftToClose(run).quantity)
}

/** Whether a run that had ended closes what it kept. */
export const closesWhatItKept = ({ state: { closing, life } }: Pick<Run, "state">): boolean =>
  isLive(life) && closing?.gone !== undefined

/** A stop that is to leave the position has nothing to do in an ended run. */
export const closesPosition = (closure: Closure): boolean => closure === "CLOSE_POSITIONS" || closure === "LIQUIDATE"

/**
 * The account can't pay for closing what an ended run kept: the trader has used it since. What is missing is no longer
 * the run's to close (CLOSE-7).
 */
export const lessIsThere = (
  { market, state }: Run,
  order: LiveOrder,
  { missing, reason }: Extract<ExecutionReport, { _tag: "OrderRejected" }>
): void => {
  const { closing } = state
  if (closing?.gone === undefined || (reason !== "INSUFFICIENT_FUNDS" && reason !== "REDUCE_ONLY")) return
  if (missing === undefined) {
    if (reason === "REDUCE_ONLY") closing.gone = add(closing.gone, order.quantity)
    return
  }
  const lot = asQuantity(1)
  const lots =
    order.side === "SELL"
      ? ceilDiv(market.base(missing.amount), market.baseOf(lot))
      : ceilDiv(market.quote(missing.amount), market.notional(asPrice(Math.max(1, state.price)), lot))
  closing.gone = add(closing.gone, smaller(order.quantity, larger(1, whole(lots))))
}
