import { exposure } from "./exposure.ts"
import { cancel, liveOrder, meetsMinimum, place, type Run } from "./run.ts"
import { exitsOf, isEndless, stopPrice } from "./exits.ts"
import { remaining } from "../order/live-order.ts"
import type { RunState } from "./state.ts"

/** Nothing can be sent: the exchange is lost or closed. */
const isHeld = ({ holds }: RunState): boolean =>
  holds.length > 0 && (holds.includes("EXCHANGE") || holds.includes("SESSION"))
import { priceWords, sizeWords } from "../market/words.ts"

/**
 * Keeps one native stop order on the exchange for the whole position (EXIT-7). A replacement is placed first; the old
 * one is cancelled when the new one was accepted, so that the position is never without.
 */
export const protect = (run: Run): void => {
  const { state, market } = run
  if (!state.entered || state.life === "CLOSING" || state.life === "ERROR" || state.life === "STOPPED") return
  if (state.life === "COMPLETED" || isHeld(state)) return
  if (state.stop.current === undefined && state.stop.next === undefined && isEndless(exitsOf(run))) return
  const current = liveOrder(state, state.stop.current)
  const next = liveOrder(state, state.stop.next)
  const price = stopPrice(run)
  const { quantity, side } = exposure(run, price)
  if (price === 0 || !meetsMinimum(market, price, quantity)) {
    if (current !== undefined) cancel(run, current, "EXIT-7", "There is no position left to protect.")
    if (next !== undefined) cancel(run, next, "EXIT-7", "There is no position left to protect.")
    return
  }
  if (next !== undefined) {
    if (next.status !== "OPEN") return
    state.stop.current = next.id
    state.stop.next = undefined
    if (current !== undefined) cancel(run, current, "EXIT-7", "The new protective stop is in place.")
  }
  const standing = liveOrder(state, state.stop.current)
  if (
    standing !== undefined &&
    !standing.cancelling &&
    standing.price === price &&
    remaining(standing) === quantity &&
    standing.side === side
  )
    return
  const order = place(
    run,
    {
      purpose: "STOP_LOSS",
      side,
      type: "STOP",
      price,
      quantity,
      reduceOnly: side === "SELL" || market.instrument.kind === "FUTURES"
    },
    "EXIT-7",
    run.explain
      ? `Protects ${sizeWords(market, quantity)} at ${priceWords(market, price)}, even while this system is down.`
      : ""
  )
  state.stop.next = order.id
}
