import { sizeWords } from "../market/words.ts"
import type { Price } from "../market/market.ts"
import type { Terms } from "../terms/terms.ts"
import { leaves } from "../order/order.ts"
import { asPrice } from "../number/exact.ts"
import { isFraction } from "../terms/fractions.ts"
import { exposure } from "./exposure.ts"
import type { Exposure } from "./strategy.ts"
import { cancel, liveOrder, mayReduce, meetsMinimum, orderWords, place, type Run } from "./run.ts"
import { exitsOf, isEndless, stopPrice } from "./exits.ts"
import { type LiveOrder, remaining } from "../order/live-order.ts"
import type { RunState } from "./state.ts"

/** Nothing can be sent: the exchange is lost or closed. */
const isHeld = ({ holds }: RunState): boolean =>
  holds.length > 0 && (holds.includes("EXCHANGE") || holds.includes("SESSION"))

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
    separate(run, undefined)
    if (current !== undefined) cancel(run, current, "EXIT-7", "There is no position left to protect.")
    if (next !== undefined) cancel(run, next, "EXIT-7", "There is no position left to protect.")
    if (state.stop.watched === true) state.stop.watched = false
    return
  }
  if (run.terms !== undefined) return protectUnder(run, run.terms, { price, quantity, side })
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
  state.stop.next = placeStop(run, { price, quantity, side }).id
}

interface Stop extends Exposure {
  readonly price: Price
}

const placeStop = (run: Run, { price, quantity, side }: Stop): LiveOrder => {
  const { market } = run
  const reduceOnly = side === "SELL" || market.instrument.kind === "FUTURES"
  const why = run.explain
    ? `Protects ${sizeWords(market, quantity)} at ${orderWords(market, { price, side, type: "STOP" })}, even while this system is down.`
    : ""
  return place(run, { purpose: "STOP_LOSS", side, type: "STOP", price, quantity, reduceOnly }, "EXIT-7", why)
}

/** The one exit of the whole position, with which a broker keeps its stop as one order (EXIT-12); undefined: there is none. */
const soleExit = ({ market, state }: Run, terms: Terms, stop: Stop): LiveOrder | undefined => {
  const { refused } = state.stop
  if (terms.stopBesideExits !== "OCO" || terms.nativeStop === "NONE") return undefined
  // Of a fraction no broker keeps both as one.
  if (isFraction(terms, market, stop.quantity)) return undefined
  if (refused?.price === stop.price && refused.quantity === stop.quantity) return undefined
  const [exit, ...others] = [...state.orders.values()].filter(
    ({ purpose, side }) => side === stop.side && purpose !== "STOP_LOSS"
  )
  if (exit === undefined || others.length > 0 || exit.type !== "LIMIT" || !leaves(exit) || exit.cancelling)
    return undefined
  if (remaining(exit) !== stop.quantity) return undefined
  return (stop.side === "SELL" ? exit.price > stop.price : exit.price < stop.price) ? exit : undefined
}

/** The stop that an exit is sent with, as one order; zero: none. */
export const stopWith = (run: Run, terms: Terms, order: LiveOrder): Price => {
  if (terms.stopBesideExits !== "OCO" || !leaves(order) || !run.state.entered) return asPrice(0)
  const price = stopPrice(run)
  return price > 0 && soleExit(run, terms, { price, ...exposure(run, price) }) === order ? price : asPrice(0)
}

/** Takes back exits that were sent with a stop, but one: their strategy asks for them anew, where it may. */
const separate = (run: Run, keeps: LiveOrder | undefined): void => {
  if (run.terms?.stopBesideExits !== "OCO" || !mayReduce(run.state)) return
  for (const order of run.state.orders.values())
    if (order.stopPrice !== undefined && order !== keeps)
      cancel(run, order, "EXIT-12", "The stop that it was sent with is another now: it is placed anew.")
}

/** Whether a broker keeps a stop beside what else the run has, or is about to have, on its book (EXIT-11). */
const keepsStop = ({ state }: Run, terms: Terms, { price, quantity, side }: Stop): boolean => {
  const { refused } = state.stop
  if (terms.nativeStop === "NONE" || (refused?.price === price && refused.quantity === quantity)) return false
  for (const order of state.orders.values()) {
    if (order.purpose === "STOP_LOSS") continue
    if (order.side === side ? terms.stopBesideExits !== "BESIDE" : !terms.stopBesideOpposite) return false
  }
  return true
}

/**
 * The same where the broker can't do all there is (EXIT-11): one stop at a time, and none while it would be refused; the
 * price that meets it wakes the run in any case, which closes then.
 */
const protectUnder = (run: Run, terms: Terms, stop: Stop): void => {
  const { state } = run
  const exit = soleExit(run, terms, stop)
  const together = exit !== undefined && (exit.held !== undefined || exit.stopPrice === stop.price)
  separate(run, together ? exit : undefined)
  if (exit !== undefined && !together && mayReduce(state))
    cancel(run, exit, "EXIT-12", "The stop goes with it, as one order: it is placed anew.")
  const kept = exit === undefined && keepsStop(run, terms, stop)
  state.stop.watched = !kept && !(together && exit.held === undefined)
  const standing = liveOrder(state, state.stop.current) ?? liveOrder(state, state.stop.next)
  if (standing === undefined) {
    if (kept) state.stop.current = placeStop(run, stop).id
    return
  }
  const same = standing.price === stop.price && remaining(standing) === stop.quantity && standing.side === stop.side
  if (!kept) cancel(run, standing, "EXIT-11", "The broker keeps no stop beside other orders: it is watched here.")
  else if (!same) cancel(run, standing, "EXIT-7", "The stop moved: it is placed anew.")
}
