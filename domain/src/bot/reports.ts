import { type ExecutionReport, type Fill, isMoney } from "../order/report.ts"
import { bookTrade } from "../ledger/trade.ts"
import { dealOfFill, feeValueOf } from "../market/fill-deal.ts"
import { priceWords } from "../market/words.ts"
import { asPrice, asQuantity } from "../number/exact.ts"
import { add } from "../number/whole.ts"
import type { LiveOrder } from "../order/live-order.ts"
import { closeAccepted, closeFilled, closeGone, beginClosing } from "./closing.ts"
import { lackFunds } from "./funds.ts"
import { fail, hold } from "./holding.ts"
import { countFill } from "./pump.ts"
import { settled } from "./settlements.ts"
import { lessIsThere } from "./kept.ts"
import { isLive } from "./life.ts"
import { awaitRoom } from "./rate-hold.ts"
import { noteGone } from "./restless.ts"
import { sawMarket } from "./state.ts"
import { pastOrder, type Run, releaseFilled, retire } from "./run.ts"

/** Cancelled by someone else so often within a minute: the exchange does not want these orders. */
const LOST_ORDERS = 5
const LOST_WITHIN = 60_000

/** Waits between orders at market that find nobody. */
const FIRST_WAIT = 1_000
const LONGEST_WAIT = 60_000

/** Trades of an order that are remembered; what comes twice comes within moments, and execution passes over the rest. */
const REMEMBERED_TRADES = 200

/** What an exchange says of an order; orders long gone and orders of others are passed over (ORDER-4). */
export const reported = (run: Run, report: ExecutionReport): void => {
  const { state } = run
  if (isMoney(report)) return settled(run, report)
  const live = state.orders.get(report.clientOrderId)
  if (live === undefined) {
    const past = pastOrder(state, report.clientOrderId)
    if (past !== undefined && report._tag === "OrderFilled") filled(run, past, report, true)
    return
  }
  switch (report._tag) {
    case "OrderAccepted":
      live.status = "OPEN"
      if (live.purpose === "CLOSE") closeAccepted(run)
      return
    case "OrderOutcomeUnknown":
      live.status = "UNKNOWN"
      return
    case "OrderFilled":
      return filled(run, live, report, false)
    case "OrderCancelled":
      return cancelled(run, live, false)
    case "OrderExpired":
      return cancelled(run, live, true)
    case "OrderRejected":
      return rejected(run, live, report)
  }
}

const filled = (run: Run, order: LiveOrder, fill: Fill, late: boolean): void => {
  const { state, market } = run
  if (order.trades.length > 0 && order.trades.includes(fill.tradeId)) return
  // Most orders have one trade: a list of one is small, one that grows is not.
  if (order.trades.length === 0) order.trades = [fill.tradeId]
  else order.trades.push(fill.tradeId)
  if (order.trades.length > REMEMBERED_TRADES) order.trades.shift()
  if (order.status !== "OPEN") order.status = "OPEN"
  order.filled = asQuantity(add(order.filled, fill.quantity))
  run.filled = order
  const deal = dealOfFill(market, fill)
  const stopped = order.purpose === "STOP_LOSS" || filledByStop(order, fill)
  const own = order.purpose !== "CLOSE" && !stopped
  if (stopped && isLive(state.life) && state.life !== "CLOSING") {
    const price = priceWords(market, fill.price)
    beginClosing(run, "CLOSE_POSITIONS", "STOPPED", `The protective stop was filled at ${price}.`, "EXCHANGE")
  }
  const feeValue = feeValueOf(market, fill, deal)
  const matched = own && isLive(state.life) ? run.strategy.money.matchedCost?.(run, order, deal.base) : undefined
  const booked = bookTrade(state.ledger, order.side, deal, fill.fee, feeValue, matched)
  state.fills += 1
  if (state.startPrice === 0) state.startPrice = fill.price
  const complete = order.filled >= order.quantity
  if (!late) {
    if (complete) retire(run, order)
    else releaseFilled(run, order)
  }
  if (order.purpose === "CLOSE") closeFilled(run)
  if (!isLive(state.life)) return
  sawMarket(state, fill.price, fill.at)
  if (state.exit.peak === 0 && state.ledger.base.position !== 0) state.exit.peak = asPrice(fill.price)
  if (own) {
    if (complete && state.life !== "CLOSING") countFill(run)
    run.strategy.on.filled(run, order, booked, complete)
  }
}

/**
 * Whether a fill of an exit that was sent with a stop is of that, where its exchange does not say: a limit order is never
 * filled at a worse price, unless its owner changed it there.
 */
const filledByStop = ({ price, side, stopPrice }: LiveOrder, fill: Fill): boolean =>
  stopPrice !== undefined &&
  (fill.leg === undefined ? (side === "SELL" ? fill.price < price : fill.price > price) : fill.leg === "STOP")

const forgetStop = (run: Run, order: LiveOrder): void => {
  const { stop } = run.state
  if (stop.current === order.id) stop.current = undefined
  if (stop.next === order.id) stop.next = undefined
}

/** An order is gone. One that expired is asked for anew, as often as it takes: nobody objects to it. */
const cancelled = (run: Run, order: LiveOrder, expired: boolean): void => {
  retire(run, order)
  if (!expired) noteGone(run.state, order)
  if (order.worked === true && !order.cancelling) tryAgainLater(run, order)
  orderGone(run, order, expired)
}

/** What an order at market could not have at once is asked for again when the market had time to come back (TERMS-9). */
const tryAgainLater = ({ at, state }: Run, order: LiveOrder): void => {
  const tries = order.filled > 0 ? 0 : (state.again?.tries ?? 0)
  state.again = { at: at + Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries), tries: tries + 1 }
}

/** What follows from an order's being gone without having filled whole. `expired`: nobody objected to it. */
export const orderGone = (run: Run, order: LiveOrder, expired: boolean): void => {
  const { state } = run
  if (order.purpose === "CLOSE") return closeGone(run, order)
  if (!isLive(state.life) || state.life === "CLOSING") return
  if (order.purpose === "STOP_LOSS") forgetStop(run, order)
  const lost = !expired && !order.cancelling && order.timeInForce !== "IOC"
  if (lost && tooManyLost(run)) fail(run, "The exchange keeps cancelling the bot's orders.")
  if (order.purpose === "RESERVATION") state.needsPrice = true
  else if (order.purpose !== "STOP_LOSS") run.strategy.on.gone(run, order, order.cancelling)
}

const tooManyLost = (run: Run): boolean => {
  const { lost } = run.state.trouble
  lost.push(run.at)
  if (lost.length > LOST_ORDERS) lost.shift()
  const first = lost[0]
  return lost.length === LOST_ORDERS && first !== undefined && run.at - first <= LOST_WITHIN
}

const rejected = (run: Run, order: LiveOrder, report: Extract<ExecutionReport, { _tag: "OrderRejected" }>): void => {
  const { state } = run
  retire(run, order)
  noteGone(state, order)
  if (order.purpose === "CLOSE") {
    // A run sleeps: the price it reckons with may be older than the exchange's.
    if (state.closing !== undefined && report.reason === "BELOW_MINIMUM") state.closing.dust = true
    lessIsThere(run, order, report)
    if (report.reason === "MARKET_CLOSED" && state.closing !== undefined)
      state.reason = `${state.closing.cause} Waits for the market: ${report.message}.`
    return closeGone(run, order)
  }
  if (!isLive(state.life) || state.life === "CLOSING") return
  const closed = report.reason === "MARKET_CLOSED"
  if (closed) hold(run, "SESSION", `Waits for the market: ${report.message}.`, "EXCHANGE")
  if (order.purpose === "STOP_LOSS") {
    forgetStop(run, order)
    // It is placed again as soon as the market takes it.
    if (closed) return
    if (run.terms !== undefined) {
      // It is watched by us instead, until the position or the stop is another.
      state.stop.refused = { price: order.price, quantity: order.quantity }
      return
    }
    return fail(run, `The exchange refused the protective stop: ${report.message}.`)
  }
  if (order.stopPrice !== undefined && !closed) {
    // Without its stop the exit may rest; the stop is watched by us instead.
    state.stop.refused = { price: order.stopPrice, quantity: order.quantity }
    return run.strategy.on.gone(run, order, true)
  }
  if (report.reason === "INSUFFICIENT_FUNDS") lackFunds(run, order, report)
  else if (report.reason === "RISK_LIMIT") hold(run, "RISK", `Held by a risk limit: ${report.message}.`, "RISK_ENGINE")
  else if (report.reason === "RATE_LIMIT") awaitRoom(run, report)
  else if (!closed) fail(run, `The exchange refused an order (${report.reason}): ${report.message}.`)
  if (order.purpose === "RESERVATION") state.needsPrice = true
  else run.strategy.on.gone(run, order, false)
}
