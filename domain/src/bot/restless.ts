import type { LiveOrder } from "../order/live-order.ts"
import type { OrderAction } from "../order/order.ts"
import { giveUp } from "./closing.ts"
import type { BotEvent } from "./event.ts"
import { fail } from "./holding.ts"
import { isLive } from "./life.ts"
import { retire, type Run } from "./run.ts"
import type { RunState } from "./state.ts"

/** How often the same order may be asked for in vain. */
const IN_VAIN = 5
/** Orders asked for at one moment that no honest bot needs: those of the longest ladder, laid anew several times. */
const RESTLESS = 3_000

/** What makes an order the same as an earlier one, however much of it is asked for. */
const sameness = ({ price, purpose, side, slot, type }: LiveOrder): string =>
  `${purpose} ${side} ${type} ${price} ${slot ?? "-"}`

/** Whether an event may give reason to ask for the same again. Answers to what was asked are none. */
const isNews = (state: RunState, event: BotEvent): boolean => {
  switch (event._tag) {
    case "TimerDue":
      return event.at > state.at
    case "PriceReached":
    case "OrderAccepted":
    case "OrderFilled":
    case "OrderCancelled":
    case "OrderExpired":
    case "OrderRejected":
    case "OrderOutcomeUnknown":
    case "BalanceSeen":
    case "HistoryRead":
      return false
    default:
      return true
  }
}

/** Takes note of an event before it is acted on. */
export const noteEvent = (state: RunState, event: BotEvent): void => {
  const { unrest } = state
  if (unrest.asked > 0 && event.at > state.at) unrest.asked = 0
  if (unrest.vain.size > 0 && isNews(state, event)) unrest.vain.clear()
}

/** A fill or another price is news, too. */
const isStill = ({ fills, price, unrest }: RunState): boolean => unrest.price === price && unrest.fills === fills

/** Takes note of an order that is gone. */
export const noteGone = (state: RunState, order: LiveOrder): void => {
  if (order.filled > 0) return
  const { unrest } = state
  if (!isStill(state)) unrest.vain.clear()
  unrest.price = state.price
  unrest.fills = state.fills
  const same = sameness(order)
  unrest.vain.set(same, (unrest.vain.get(same) ?? 0) + 1)
}

const asksAgain = (state: RunState, action: OrderAction): boolean => {
  if (action._tag !== "Place") return false
  const order = state.orders.get(action.order.clientOrderId)
  return order !== undefined && (state.unrest.vain.get(sameness(order)) ?? 0) >= IN_VAIN
}

/** A run that turns in a circle is an ERROR: what it asks for once more does not go out (LIFE-9). */
export const stopCircling = (run: Run): void => {
  const { state } = run
  if (run.orders.length === 0) return
  const { unrest } = state
  unrest.asked += run.orders.length
  const restless = unrest.asked >= RESTLESS
  const circles = unrest.vain.size > 0 && isStill(state) && run.orders.some((action) => asksAgain(state, action))
  if ((!restless && !circles) || !isLive(state.life) || state.life === "ERROR") return
  unrest.asked = 0
  const kept: Array<OrderAction> = []
  const dropped: Array<LiveOrder> = []
  for (const action of run.orders) {
    const order = action._tag === "Place" ? state.orders.get(action.order.clientOrderId) : undefined
    if (order !== undefined && (restless || asksAgain(state, action))) dropped.push(order)
    else kept.push(action)
  }
  run.orders = kept
  for (const order of dropped) retire(run, order)
  const reason = restless
    ? "The bot does not come to rest: it acts again and again while the price stands still."
    : `The bot asked for the same order ${IN_VAIN} times in vain while the price stood still: it turns in a circle.`
  if (state.life === "CLOSING") return giveUp(run, reason)
  fail(run, reason)
  for (const order of dropped) if (isOwn(order)) run.strategy.on.gone(run, order, false)
}

/** Whether an order is one the strategy itself keeps account of. */
const isOwn = ({ purpose }: LiveOrder): boolean =>
  purpose !== "CLOSE" && purpose !== "STOP_LOSS" && purpose !== "RESERVATION"
