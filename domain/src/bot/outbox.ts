import { sessionAt } from "../calendar/sessions.ts"
import type { Price } from "../market/market.ts"
import { asPrice } from "../number/exact.ts"
import type { LiveOrder } from "../order/live-order.ts"
import { inSteps } from "../order/in-steps.ts"
import type { OrderRequest, OrderType, TimeInForce } from "../order/order.ts"
import type { Terms } from "../terms/terms.ts"
import { isFraction } from "../terms/fractions.ts"
import { stopWith } from "./protect.ts"
import { roomFor } from "./room.ts"
import { isLive } from "./life.ts"
import { retire, type Run } from "./run.ts"

/** How far beyond its trigger a stop with a limit may trade, in percent of it. */
const STOP_ROOM = 5
/** How far through the price a limit order goes that closes before or after the regular session, in percent. */
const CLOSE_ROOM = 1

/** For how long an order is given: as asked, else the nearest to it that the broker takes. */
const timeFor = (takes: Terms["takes"], type: OrderType, asked: TimeInForce): TimeInForce => {
  const likes: ReadonlyArray<TimeInForce> = asked === "IOC" ? ["IOC", "DAY", "GTC"] : [asked, "DAY", "GTC", "IOC"]
  return likes.find((one) => takes[type].includes(one)) ?? asked
}

const isStop = ({ type }: LiveOrder): boolean => type === "STOP"
const crosses = (buy: LiveOrder, sell: LiveOrder): boolean => buy.price >= sell.price

/** Whether an order has to wait until another, which is on its way or rests, is gone (TERMS-6). */
const waitsFor = (terms: Terms, order: LiveOrder, other: LiveOrder): boolean => {
  // What closes the position comes when nothing of the run rests any more.
  if (order.purpose === "CLOSE") return true
  // Two stops, or a stop and an exit, would sell the same twice.
  if (order.side === other.side) return isStop(other) || (isStop(order) && terms.stopBesideExits !== "BESIDE")
  if (terms.stopBesideOpposite) return false
  if (isStop(other) || isStop(order)) return true
  if (order.type === "LIMIT" && other.type === "LIMIT")
    return order.side === "BUY" ? crosses(order, other) : crosses(other, order)
  return other.type === "MARKET" || other.cancelling || other.status === "UNKNOWN"
}

/** The worst price an order at market may have beside limit orders of the other side; zero: there are none. */
const besideOpposite = (terms: Terms, order: LiveOrder, others: ReadonlyArray<LiveOrder>): Price => {
  if (terms.stopBesideOpposite || order.type !== "MARKET") return asPrice(0)
  const prices = others.filter(({ side, type }) => side !== order.side && type === "LIMIT").map(({ price }) => price)
  if (prices.length === 0) return asPrice(0)
  return asPrice(Math.max(1, order.side === "BUY" ? Math.min(...prices) - 1 : Math.max(...prices) + 1))
}

/** Whether a limit order works outside the regular session: one for a fraction only where its venue says so (TERMS-18). */
const worksLate = ({ market }: Pick<Run, "market">, terms: Terms, { quantity }: Pick<LiveOrder, "quantity">): boolean =>
  terms.sessions.includes("EXTENDED") &&
  (!isFraction(terms, market, quantity) || market.instrument.extendedFractions === true)

/** The limit of a close outside the regular session, where the broker takes limit orders then; zero: at market. */
const outOfHours = ({ at, market, state }: Run, terms: Terms, order: LiveOrder): Price => {
  if (order.purpose !== "CLOSE" || !worksLate({ market }, terms, order) || state.mark.price === 0) return asPrice(0)
  if (sessionAt(market.instrument, at) === "REGULAR") return asPrice(0)
  const through = Math.ceil((state.mark.price * CLOSE_ROOM) / 100)
  return asPrice(Math.max(1, order.side === "BUY" ? state.mark.price + through : state.mark.price - through))
}

/** An order as the broker takes it: what is asked for at market may go as a limit order. */
const asSent = (
  run: Run,
  terms: Terms,
  order: LiveOrder,
  { margin, ...asked }: OrderRequest,
  others: ReadonlyArray<LiveOrder>
): OrderRequest => {
  const late = outOfHours(run, terms, order)
  const bound = late > 0 ? late : besideOpposite(terms, order, others)
  const type = bound > 0 ? "LIMIT" : asked.type
  const wanted = late > 0 ? "DAY" : bound > 0 ? "IOC" : asked.timeInForce
  const takes = isFraction(terms, run.market, asked.quantity) ? (terms.fractions ?? terms.takes) : terms.takes
  const timeInForce = timeFor(takes, type, wanted)
  const stopPrice = type === "LIMIT" ? stopWith(run, terms, order) : asPrice(0)
  const stops = stopPrice > 0 ? stopPrice : type === "STOP" ? order.price : asPrice(0)
  const extended =
    type === "LIMIT" && stopPrice === 0 && timeInForce !== "IOC" && run.market.instrument.assetClass === "EQUITY"
  return {
    ...asked,
    type,
    timeInForce,
    ...(bound > 0 && { price: bound }),
    ...(stopPrice > 0 && { stopPrice }),
    ...(stops > 0 &&
      terms.nativeStop === "LIMIT" && {
        limitOffset: asPrice(Math.max(1, Math.floor((stops * STOP_ROOM) / 100)))
      }),
    ...(extended && worksLate(run, terms, asked) && { session: "EXTENDED" as const }),
    ...(margin !== undefined && { margin })
  }
}

/** What was asked for: orders wait, cancels of those that were sent go out, those of the others take them back. */
export const collect = (run: Run): void => {
  for (const action of run.orders) {
    const id = action._tag === "Place" ? action.order.clientOrderId : action.clientOrderId
    const order = run.state.orders.get(id)
    if (action._tag === "Place") {
      if (order !== undefined) order.held = action
    } else if (order?.held === undefined) run.letGo = [...run.letGo, action]
  }
  run.orders = []
}

/** Nothing can be sent: the exchange is lost or closed. */
const isCutOff = ({ state: { holds } }: Run): boolean => holds.includes("EXCHANGE") || holds.includes("SESSION")

/**
 * Lets go of what was asked for as far as the broker takes it now (TERMS-6): the rest is kept and goes as soon as what
 * stands in its way is gone. Answers the orders that were taken back before they were sent.
 */
export const dispatch = (run: Run, terms: Terms): ReadonlyArray<LiveOrder> => {
  const { orders } = run.state
  collect(run)
  const waiting = [...orders.values()].filter(({ held }) => held !== undefined)
  const dropped = isLive(run.state.life) ? waiting.filter(({ cancelling }) => cancelling) : waiting
  for (const order of dropped) retire(run, order)
  if (dropped.length > 0 || waiting.length === 0 || isCutOff(run)) return dropped
  for (const order of roomFor(run, terms, waiting)) {
    const others = [...orders.values()].filter((other) => other !== order && other.held === undefined)
    const { held } = order
    if (held === undefined || others.some((other) => waitsFor(terms, order, other))) continue
    if (order.type === "MARKET" && order.purpose !== "CLOSE" && (run.state.again?.at ?? 0) > run.at) continue
    const request = asSent(run, terms, order, held.order, others)
    order.held = undefined
    order.timeInForce = request.timeInForce
    if (request.stopPrice !== undefined) order.stopPrice = request.stopPrice
    order.worked = request.timeInForce === "IOC" && held.order.timeInForce !== "IOC" && order.purpose !== "CLOSE"
    run.letGo = [...run.letGo, { ...held, order: inSteps(run.market, request) }]
  }
  collect(run)
  return dropped
}
