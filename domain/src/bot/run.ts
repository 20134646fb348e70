import type { ClientOrderId } from "../ids.ts"
import { feeOf, isCharged } from "../market/deal.ts"
import { priceWords } from "../market/words.ts"
import type { Market, Price, Quantity } from "../market/market.ts"
import { asPrice, asQuantity } from "../number/exact.ts"
import { absolute, add, dividedUp, negated, sub, type Whole } from "../number/whole.ts"
import { orderPrice } from "../order/in-steps.ts"
import { type LiveOrder, remaining } from "../order/live-order.ts"
import type { OrderAction, OrderRequest, OrderType, Purpose, Side } from "../order/order.ts"
import { type Actor, type BotState, IllegalTransition, legalTransitions } from "./life.ts"
import type { RunState } from "./state.ts"
import type { Run } from "./strategy.ts"

export type { Run }

/** Changes the state of the run, or throws IllegalTransition (LIFE-1). */
export const transit = (run: Run, to: BotState, reason: string, actor: Actor = run.actor): void => {
  const { state } = run
  const from = state.life
  if (!legalTransitions[from].includes(to)) throw new IllegalTransition({ from, to, trigger: run.trigger })
  if (from === "PAUSED" && isInside(to) && to !== state.before)
    throw new IllegalTransition({ from, to, trigger: run.trigger })
  if (to === "PAUSED") state.before = from
  state.life = to
  state.since = run.at
  state.reason = reason
  run.transitions = [...run.transitions, { from, to, trigger: run.trigger, reason, actor, at: run.at }]
}

const isInside = (state: BotState): boolean => state !== "CLOSING" && state !== "ERROR"

/** The trades of an order that has none; one that gets some gets a list of its own. */
const untraded: Array<string> = []

export interface NewOrder {
  readonly purpose: Purpose
  readonly side: Side
  readonly type: OrderType
  /** Limit price or trigger; zero for MARKET. */
  readonly price: Price
  readonly quantity: Quantity
  readonly timeInForce?: "IOC"
  readonly reduceOnly?: boolean
  readonly slot?: number | undefined
  /** Price at which quote is held back for it; zero or absent: none is. */
  readonly reservePrice?: Price
  /** What is held back for it, where that was reckoned already. */
  readonly reserved?: Whole | undefined
  /** A limit order that may take as it arrives: the taker's fee is held back for it. */
  readonly takes?: boolean
}

/** Quote that so many lots at a price need, with the maker's (taker's) fee where fees are paid in quote. */
export const costWithFee = (market: Market, price: Price, lots: Whole, rate = market.makerFeeRate): Whole => {
  const deal = market.deal(price, asQuantity(lots))
  return market.instrument.feeAsset === "QUOTE" && isCharged(market, rate)
    ? add(deal.notional, feeOf(market, deal, rate))
    : deal.notional
}

/** Quote that so many lots at a price hold back: their cost, on futures their margin, with the fee. */
export const needOf = (run: Run, price: Price, lots: Whole, rate = run.market.makerFeeRate): Whole => {
  if (run.margin === undefined) return costWithFee(run.market, price, lots, rate)
  const deal = run.market.deal(price, asQuantity(lots))
  const margin = dividedUp(deal.notional, run.margin.leverage)
  return isCharged(run.market, rate) ? add(margin, feeOf(run.market, deal, rate)) : margin
}

/** Buys hold back quote; sells do on futures only. */
const hold = (state: RunState, side: Side, amount: Whole): void => {
  if (side === "BUY") state.reserved = add(state.reserved, amount)
  else state.reservedSells = add(state.reservedSells, amount)
}

/**
 * Whether a limit buy at a price may take as it arrives. A run sleeps, so it knows where the price is only when a
 * price or a fill wakes it; what follows a fill lies behind the price.
 */
export const buyTakes = (run: Run, price: Price): boolean =>
  run.trigger === "OrderFilled" ? false : run.trigger !== "PriceReached" || price >= run.state.price

/** The fee a limit buy is to be reckoned with. */
export const buyFeeRate = (run: Run, price: Price): bigint => {
  const { makerFeeRate, takerFeeRate } = run.market
  return buyTakes(run, price) && takerFeeRate > makerFeeRate ? takerFeeRate : makerFeeRate
}

/** One more action. Most steps ask for one: a list of one is small, one that grows is not. */
const ask = (run: Run, action: OrderAction): void => {
  if (run.orders.length === 0) run.orders = [action]
  else run.orders.push(action)
}

/** The price that an order goes out with, in words. */
export const orderWords = (market: Market, order: Pick<NewOrder, "price" | "side" | "type">): string =>
  priceWords(market, orderPrice(market, order))

/** ... a limit order. */
export const limitWords = (market: Market, price: Price, side: NewOrder["side"]): string =>
  orderWords(market, { price, side, type: "LIMIT" })

/** Asks for an order; its id follows from the run and the count of its orders (ORDER-1). */
export const place = (run: Run, order: NewOrder, rule: string, why: string): LiveOrder => {
  const { state, market } = run
  const id = run.memory.orderId(order.purpose, state.sequence++)
  const reservePrice = order.reservePrice ?? asPrice(0)
  const rate = order.type === "LIMIT" && order.takes !== true ? market.makerFeeRate : market.takerFeeRate
  const reserved = order.reserved ?? (reservePrice === 0 ? 0 : needOf(run, reservePrice, order.quantity, rate))
  const live: LiveOrder = {
    id,
    purpose: order.purpose,
    side: order.side,
    type: order.type,
    timeInForce: order.timeInForce ?? "GTC",
    price: order.price,
    quantity: order.quantity,
    filled: asQuantity(0),
    status: "PENDING",
    cancelling: false,
    slot: order.slot,
    reserved,
    reservePrice,
    trades: untraded
  }
  state.orders.set(id, live)
  if (reserved !== 0) hold(state, order.side, reserved)
  const { purpose, quantity, reduceOnly = false, side, timeInForce = "GTC", type } = order
  // Written out: copying a literal costs more than making two.
  const priced: OrderRequest =
    type === "MARKET"
      ? { clientOrderId: id, side, type, quantity, timeInForce, reduceOnly, purpose }
      : { clientOrderId: id, side, type, quantity, timeInForce, reduceOnly, purpose, price: orderPrice(market, order) }
  ask(run, {
    _tag: "Place",
    order: run.margin === undefined ? priced : { ...priced, margin: run.margin },
    rule,
    why
  })
  return live
}

/** Asks for an order to be taken back, once. */
export const cancel = (run: Run, order: LiveOrder, rule: string, why: string): void => {
  if (order.cancelling) return
  order.cancelling = true
  ask(run, { _tag: "Cancel", clientOrderId: order.id, rule, why })
}

/** Counts what is held back for an order anew, after a fill. */
export const releaseFilled = (run: Run, order: LiveOrder): void => {
  if (order.reservePrice === 0) return
  const { market, state } = run
  const rate = order.type === "LIMIT" ? market.makerFeeRate : market.takerFeeRate
  const left = remaining(order)
  const reserved = left <= 0 ? 0 : needOf(run, order.reservePrice, left, rate)
  hold(state, order.side, sub(reserved, order.reserved))
  order.reserved = reserved
}

/** How many orders that are gone are still remembered at the least, for fills that come late. */
const REMEMBERED = 64

/** Takes an order out of the live ones: complete, cancelled or rejected. */
export const retire = (run: Run, order: LiveOrder): void => {
  const { state } = run
  if (order.reserved !== 0) hold(state, order.side, negated(order.reserved))
  order.reserved = 0
  state.orders.delete(order.id)
  state.past.push(order)
  // As many at a time: dropping one for each that comes costs more.
  if (state.past.length === 2 * REMEMBERED) state.past.splice(0, REMEMBERED)
}

/** An order lately gone. */
export const pastOrder = ({ past }: RunState, id: ClientOrderId): LiveOrder | undefined =>
  past.findLast((order) => order.id === id)

/** Quote not held back by any order. */
export const freeCash = (state: RunState): Whole => sub(state.ledger.quote.cash, state.reserved)

/** The position in whole lots, and whether it is long (1), short (-1) or nothing (0). */
export const positionLots = (run: Pick<Run, "market" | "state">): Quantity => {
  const held = run.state.ledger.base.position
  return run.market.lotsIn(absolute(held))
}
/** 1 when long, -1 when short, 0 when there is less than a lot: dust moves nothing. */
export const positionSign = (run: Pick<Run, "market" | "state">): 1 | 0 | -1 =>
  positionLots(run) === 0 ? 0 : run.state.ledger.base.position > 0 ? 1 : -1

/** Whether a quantity at a price is an order the exchange takes (LADDER-6). */
export const meetsMinimum = (market: Market, price: Price, lots: Whole): boolean =>
  lots >= market.minQuantity && lots > 0 && (price === 0 || market.deal(price, asQuantity(lots)).enough)

export const liveOrder = (state: RunState, id: ClientOrderId | undefined): LiveOrder | undefined =>
  id === undefined ? undefined : state.orders.get(id)

const isAtWork = ({ life }: RunState): boolean => life === "ACTIVE" || life === "TRAILING"
/** Entries are allowed: not paused, not in a pump, not on the way out, and no funds are being taken out. */
export const mayEnter = (state: RunState): boolean => isAtWork(state) && state.taking === undefined
/** Orders that leave the position are allowed. */
export const mayExit = (state: RunState): boolean => isAtWork(state) || state.life === "PUMP"
/** Orders that no limit refuses, as they only reduce (RISK-3), are allowed: also while others wait for room (RISK-10). */
export const mayReduce = (state: RunState): boolean =>
  mayExit(state) || (state.life === "PAUSED" && state.holds.every((why) => why === "RATE"))
