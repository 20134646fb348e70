import { add, type Whole } from "../number/whole.ts"
import { type Actor, type Closure, isLive } from "./life.ts"
import { asPrice } from "../number/exact.ts"
import type { LiveOrder } from "../order/live-order.ts"
import { leftToClose } from "./exposure.ts"
import { cancel, meetsMinimum, place, positionLots, type Run, transit } from "./run.ts"
import { baseWords } from "../market/words.ts"

/** How long cancels and the first close may stay unanswered, and then the immediate-or-cancel one (CLOSE-4). */
export const CLOSE_PATIENCE = 30_000
export const IOC_PATIENCE = 10_000
/** A close that was refused or found no market is tried again after this, then after twice as long, up to the longest. */
const RETRY_AFTER = 1_000
/** Closing that was given up for want of a market is taken up again after this. */
const AGAIN_AFTER = 15_000
const LONGEST = 300_000

/** A wait that doubles with each that was in vain. */
const growing = (first: number, before: number): number => Math.min(LONGEST, first * 2 ** before)

/** Sends a run on its way out: CLOSING, and on as far as it can go at once (CLOSE-1). */
export const beginClosing = (
  run: Run,
  closure: Closure,
  outcome: "COMPLETED" | "STOPPED",
  cause: string,
  actor: Actor = run.actor
): void => {
  const { state } = run
  const reopened = !isLive(state.life) || state.closing?.gone !== undefined
  if (state.life !== "CLOSING") transit(run, "CLOSING", cause, actor)
  state.needsPrice = run.strategy.exits.closesAtPrice?.(state.settings, outcome) === true
  state.holds.length = 0
  state.taking = undefined
  state.trouble.retryAt = 0
  if (closure === "NONE") {
    transit(run, "STOPPED", `${cause} Orders and position were left on the exchange.`, actor)
    return
  }
  run.strategy.on.surrender?.(run)
  state.closing = {
    closure,
    outcome,
    cause,
    phase: closure === "LIQUIDATE" ? "IOC" : "CANCELLING",
    deadline: run.at + CLOSE_PATIENCE,
    retryAt: 0,
    tries: 0,
    rounds: state.closing?.rounds ?? 0,
    dust: false,
    ...(reopened && { gone: 0 })
  }
  for (const order of state.orders.values()) cancel(run, order, "CLOSE-1", `The bot is closing: ${cause}`)
}

/** The position is nothing, or too little for the exchange to trade (CLOSE-3). */
const isFlat = (run: Run): boolean => !meetsMinimum(run.market, run.state.price, leftToClose(run).quantity)

const restingOrders = (run: Run): number => {
  let count = 0
  for (const order of run.state.orders.values()) if (order.purpose !== "CLOSE") count++
  return count
}

/** Takes the next step of closing that is due: called at the end of every step of a closing run. */
export const progressClosing = (run: Run): void => {
  const { state } = run
  const { closing } = state
  if (closing === undefined) return
  if (state.life === "ERROR") return answeredLate(run)
  if (state.life !== "CLOSING") return
  const resting = restingOrders(run)
  if (state.orders.size > resting || (resting > 0 && closing.phase === "CANCELLING")) return
  // What closing trades may depend on the price; with little patience left the last one known must do.
  const priced = !state.needsPrice || closing.phase === "IOC"
  if (closing.closure === "CANCEL_ORDERS" || closing.dust || (priced && isFlat(run))) {
    if (resting === 0) finish(run)
    return
  }
  if (!priced) return
  if (closing.retryAt > run.at) return
  if (closing.rounds > 0) closing.phase = "WORKING"
  else if (closing.phase === "CANCELLING") closing.phase = "MARKET"
  if (closing.phase !== "IOC") closing.deadline = run.at + CLOSE_PATIENCE
  closing.retryAt = 0
  const { side, quantity } = leftToClose(run)
  place(
    run,
    {
      purpose: "CLOSE",
      side,
      type: "MARKET",
      price: asPrice(0),
      quantity,
      ...(closing.phase === "IOC" ? { timeInForce: "IOC" as const } : {}),
      reduceOnly: side === "SELL" || run.market.instrument.kind === "FUTURES"
    },
    "CLOSE-2",
    run.explain ? `Closes the position at market: ${closing.cause}` : ""
  )
}

/** The exchange answered after we had given up: what is left to close is closed, nothing left is an end (CLOSE-5). */
const answeredLate = (run: Run): void => {
  const { closing, orders } = run.state
  if (closing === undefined || orders.size > 0 || closing.retryAt > run.at) return
  if (closing.closure === "CANCEL_ORDERS" || closing.dust || isFlat(run))
    transit(run, "STOPPED", `${closing.cause} The exchange answered late.`, "EXCHANGE")
  else {
    beginClosing(run, closing.closure, closing.outcome, closing.cause, "EXCHANGE")
    progressClosing(run)
  }
}

const finish = (run: Run): void => {
  const { state, market } = run
  const { closing } = state
  if (closing === undefined) return
  const held = state.ledger.base.position
  const rest = baseWords(market, held)
  const words =
    run.strategy.money.countsIn === "BASE"
      ? endsWith(run, closing.cause)
      : held === 0 || (closing.outcome === "COMPLETED" && closing.closure === "CANCEL_ORDERS")
        ? closing.cause
        : closing.closure === "CANCEL_ORDERS" || meetsMinimum(market, state.price, positionLots(run))
          ? `${closing.cause} ${(closing.gone ?? 0) > 0 ? `The account no longer held the other ${rest}.` : `The position of ${rest} was kept.`}`
          : `${closing.cause} ${rest} is below the exchange's minimum and was left as dust.`
  transit(run, closing.outcome, words, "SYSTEM")
}

/** How a run that counts in base ended. */
const endsWith = (run: Run, cause: string): string => {
  const { market, state } = run
  const { position, stock } = state.ledger.base
  const text = (units: Whole) => baseWords(market, units)
  return `${cause} It began with ${text(stock)} and ends with ${text(add(stock, position))}.`
}

/** An order that works on for want of a market needs no more than time (CLOSE-8). */
export const closeAccepted = (run: Run): void => {
  const { closing } = run.state
  if (closing?.phase !== "WORKING") return
  closing.deadline = 0
  const rest = baseWords(run.market, run.state.ledger.base.position)
  run.state.reason = `${closing.cause} Nobody trades: ${rest} waits on the exchange for somebody who does.`
}

/** A fill of a closing order shows that the exchange answers: patience starts anew. */
export const closeFilled = (run: Run): void => {
  const { closing } = run.state
  if (closing === undefined) return
  closing.tries = 0
  if (closing.phase !== "WORKING") closing.deadline = run.at + (closing.phase === "IOC" ? IOC_PATIENCE : CLOSE_PATIENCE)
}

/** A closing order ended without filling whole: what is left is sent again, at once if anything was filled. */
export const closeGone = (run: Run, order: LiveOrder): void => {
  const { closing } = run.state
  if (closing === undefined) return
  run.state.needsPrice = run.strategy.exits.closesAtPrice?.(run.state.settings, closing.outcome) === true
  if (order.filled > 0 || order.cancelling) return
  closing.retryAt = run.at + growing(RETRY_AFTER, closing.tries)
  closing.tries += 1
  if (closing.phase === "WORKING") closing.deadline = 0
}

/**
 * Closing finds no end: ERROR. Where nothing waits for an answer it is taken up again later (CLOSE-5, CLOSE-8).
 */
export const giveUp = (run: Run, reason: string): void => {
  const { state } = run
  const { closing } = state
  if (closing === undefined) return
  const rest = baseWords(run.market, state.ledger.base.position)
  if (state.orders.size > 0) {
    const open = `${rest} and ${state.orders.size} orders may still be open.`
    return transit(run, "ERROR", `${reason} ${open} Check the exchange, then stop the bot again.`, "EXCHANGE")
  }
  const wait = growing(AGAIN_AFTER, closing.rounds)
  closing.retryAt = run.at + wait
  closing.rounds += 1
  transit(run, "ERROR", `${reason} ${rest} is still open. Tried again in ${wait / 1000} seconds.`, "EXCHANGE")
  state.reason = `${reason} ${rest} is still open. It is tried again by itself.`
}

/** The patience of a closing run may be over (CLOSE-4, CLOSE-5). */
export const closingTimer = (run: Run): void => {
  const { state } = run
  const { closing } = state
  if (state.life !== "CLOSING" || closing === undefined || closing.deadline === 0 || run.at < closing.deadline) return
  if (closing.phase === "IOC" || closing.phase === "WORKING") {
    const answered = state.orders.size === 0
    return giveUp(run, answered ? "Closing found nobody to trade with." : "Closing got no answer from the exchange.")
  }
  closing.phase = "IOC"
  closing.tries = 0
  closing.retryAt = 0
  closing.deadline = run.at + IOC_PATIENCE
  for (const order of state.orders.values()) {
    order.cancelling = false
    cancel(run, order, "CLOSE-4", "The exchange did not answer for 30 seconds.")
  }
}
