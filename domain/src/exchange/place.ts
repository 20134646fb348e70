import type { Time } from "../ids.ts"
import type { Market, Price } from "../market/market.ts"
import { asQuantity } from "../number/exact.ts"
import { amountWords, neededWords } from "../market/words.ts"
import type { OrderRequest } from "../order/order.ts"
import type { ExecutionReport, Heard } from "../order/report.ts"
import { type Account, amountText, bookOf, noteChange } from "./account.ts"
import { type Book, openOrderCount, rest, sleeps } from "./book.ts"
import { watchLiquidations } from "./margin/backing.ts"
import { marginRefusal } from "./margin/refusal.ts"
import { end } from "./end.ts"
import { reservePrice, takerPrice, trigger } from "./match.ts"
import type { Refusal } from "./refusal.ts"
import { refusedByTerms } from "./terms-refusal.ts"
import { add, isCount, smaller, sub, type Whole } from "../number/whole.ts"
import {
  boundOf,
  isLimit,
  isOpen,
  keyOf,
  isProtective,
  type PaperOrder,
  remaining,
  say,
  turnToStop,
  uncharged
} from "./paper-order.ts"
import { costOf, hold, needOf, paysWith } from "./settle.ts"

/** No report yet: `say` makes a list of an order's own with the first. */
const unsaid: Array<ExecutionReport> = []

/** Whether the stop of an exit is passed as it arrives. */
const stopMet = ({ side, stopPrice }: OrderRequest, last: Price): boolean =>
  stopPrice !== undefined && (side === "BUY" ? last >= stopPrice : last <= stopPrice)

/** Whether the order takes from the book as soon as it arrives. */
const takesAtOnce = (request: OrderRequest, last: Price): boolean => {
  const price = request.price
  if (request.type === "MARKET" || price === undefined) return true
  const buy = request.side === "BUY"
  if (request.type === "STOP") return buy ? last >= price : last <= price
  return buy ? price >= last : price <= last
}

/** Whether the stop of an exit is one: a price that orders may have, on the other side of its limit. */
const isExitWithStop = (market: Market, { price, side, stopPrice, type }: OrderRequest): boolean =>
  type === "LIMIT" &&
  price !== undefined &&
  stopPrice !== undefined &&
  isCount(stopPrice) &&
  market.orderPrice(stopPrice, "DOWN") === stopPrice &&
  (side === "SELL" ? stopPrice < price : stopPrice > price)

/** What is wrong with an order in itself, whoever sends it. */
const misshapen = (market: Market, request: OrderRequest, last: Price | undefined): Refusal | undefined => {
  const { instrument } = market
  if (!isCount(request.quantity))
    return { reason: "INVALID", message: `the quantity must be a positive multiple of ${instrument.lotSize}` }
  if (request.type !== "MARKET" && (request.price === undefined || !isCount(request.price)))
    return {
      reason: "INVALID",
      message: `a ${request.type} order needs a price that is a multiple of ${instrument.tickSize}`
    }
  if (request.price !== undefined && market.orderPrice(request.price, "DOWN") !== request.price)
    return {
      reason: "INVALID",
      message: `no order may have a price of ${market.priceText(request.price)}: the nearest are ${market.priceText(market.orderPrice(request.price, "DOWN"))} and ${market.priceText(market.orderPrice(request.price, "UP"))}`
    }
  if (request.stopPrice !== undefined && !isExitWithStop(market, request))
    return {
      reason: "INVALID",
      message: "a stop beside a limit is the other way from the price, for a limit order that leaves"
    }
  if (request.quantity < market.minQuantity)
    return {
      reason: "BELOW_MINIMUM",
      message: `${market.quantityText(request.quantity)} ${instrument.base} is below the minimum of ${instrument.minQuantity}`
    }
  const price = request.type === "MARKET" ? last : request.price
  if (price === undefined) return { reason: "EXCHANGE", message: `no price of ${instrument.symbol} is known yet` }
  const { enough, notional } = market.deal(price, request.quantity)
  if (!enough)
    return {
      reason: "BELOW_MINIMUM",
      message: `${market.quoteText(notional)} ${instrument.quote} is below the minimum of ${instrument.minNotional}`
    }
  return undefined
}

const missingFunds = (
  account: Account,
  book: Book,
  order: PaperOrder,
  takes: boolean,
  rests: Whole
): Refusal | undefined => {
  const buy = order.request.side === "BUY"
  const asset = paysWith(book, order)
  const left = remaining(order)
  const taken = asQuantity(takes ? smaller(left, book.available) : 0)
  if (isProtective(order)) return undefined
  let need = rests
  if (buy && taken > 0 && book.lastPrice !== undefined) {
    const price = takerPrice(account, book, order, book.lastPrice)
    const rest = asQuantity(sub(left, taken))
    const limit = boundOf(order) ?? price
    need = costOf(book, order, price, taken, "TAKER")
    if (rest > 0) need = add(need, costOf(book, order, limit, rest, isLimit(order) ? "MAKER" : "TAKER"))
  }
  return need <= asset.free ? undefined : lackOf(account, book, order, need)
}

const lackOf = (account: Account, book: Book, { request }: PaperOrder, need: Whole): Refusal => {
  const buy = request.side === "BUY"
  const { free } = buy ? book.quote : book.base
  const { base, quote } = book.market.instrument
  const asset = buy ? quote : base
  const text = (amount: Whole) => amountText(account, asset, amount)
  const missing = { asset, amount: text(sub(need, free)) }
  if (!buy && request.reduceOnly)
    return { reason: "REDUCE_ONLY", message: `there is less than that of ${base} to sell`, missing }
  return {
    reason: "INSUFFICIENT_FUNDS",
    message: `needs ${neededWords(text(need), asset)}, ${amountWords(text(free), asset)} are free`,
    missing
  }
}

/** Why an order can't be taken in; `rests`: what it holds back if all of it comes to rest. */
const refusal = (
  account: Account,
  book: Book,
  order: PaperOrder,
  takes: boolean,
  rests: Whole
): Refusal | undefined => {
  const { market } = book
  const { instrument } = market
  const { request } = order
  if (request.reduceOnly && request.side === "BUY" && instrument.kind === "SPOT")
    return { reason: "REDUCE_ONLY", message: "a spot account is never short: a buy has nothing to reduce" }
  if (!takes && request.timeInForce === "GTC" && openOrderCount(book) >= instrument.maxOpenOrders)
    return {
      reason: "TOO_MANY_ORDERS",
      message: `${instrument.symbol} allows ${instrument.maxOpenOrders} open orders: cancel one first`
    }
  if (!takes && request.timeInForce === "IOC") return undefined
  if (book.positions !== undefined) return marginRefusal(account, book, book.positions, order, takes)
  return missingFunds(account, book, order, takes, rests)
}

/** How many orders of an id there are. */
const sameIds = ({ orders }: Account, { clientOrderId }: OrderRequest): number => {
  let count = 0
  while (orders.has(count === 0 ? clientOrderId : `${clientOrderId}~${count}`)) count += 1
  return count
}

/**
 * Places an order as `place` does, in a market's book; what happened goes to `out`. `again`: how many orders of its id are
 * there already.
 */
export const placeIn = (
  account: Account,
  book: Book,
  request: OrderRequest,
  at: number,
  out: Heard,
  again = 0
): void => {
  const { market } = book
  account.orderCount += 1
  const order: PaperOrder = {
    symbol: market.instrument.symbol,
    request,
    price: request.type === "MARKET" ? (0 as Price) : (request.price ?? (0 as Price)),
    exchangeOrderId: account.orderId(account.orderCount),
    createdAt: at,
    sequence: account.orderCount,
    status: "OPEN",
    filled: asQuantity(0),
    reserved: 0,
    working: false,
    plain: book.terms !== undefined,
    again,
    maker: uncharged,
    taker: uncharged,
    reports: unsaid,
    answered: 0
  }
  if (account.remembers) account.orders.set(keyOf(order), order)

  const last = book.lastPrice
  const waits = sleeps(book, order)
  const met = last !== undefined && !waits && stopMet(request, last)
  if (met) turnToStop(order)
  const takes = last !== undefined && !waits && (met || takesAtOnce(request, last))
  const shapeless = misshapen(market, request, last) ?? refusedByTerms(book, order, takes)
  const rests = shapeless === undefined ? needOf(book, order, reservePrice(account, book, order)) : 0
  const refused = shapeless ?? refusal(account, book, order, takes, rests)
  const clientOrderId = request.clientOrderId
  const { exchangeOrderId } = order
  const report: ExecutionReport =
    refused === undefined
      ? { _tag: "OrderAccepted", at: at as Time, clientOrderId, exchangeOrderId }
      : { _tag: "OrderRejected", at: at as Time, clientOrderId, ...refused }
  out.push(report)
  if (account.remembers) say(order, report)
  if (refused !== undefined) order.status = "REJECTED"
  else {
    if (takes) trigger(account, book, order, last, at, out)
    else if (request.timeInForce === "IOC")
      end(account, book, order, "immediate or cancel: the market is not there", at, out)
    if (isOpen(order) && !order.working && order.triggered !== true) {
      hold(book, order, takes ? needOf(book, order, reservePrice(account, book, order)) : rests)
      order.working = waits && request.type === "MARKET"
      rest(book, order)
    }
  }
  order.answered = order.reports.length
  noteChange(account, order)
  watchLiquidations(account)
}

/**
 * Places an order at the last price seen. A limit order beyond it, and a stop already passed, take at once; what rests
 * holds back its funds. The same client order id again changes nothing and is answered as it was the first time, but by
 * the rules of a broker that does not deduplicate: there it is another order (TERMS-12).
 *
 * @returns what happened: to this order, and to those a protective stop took the place of
 */
export const place = (
  account: Account,
  market: Market,
  request: OrderRequest,
  at: number
): ReadonlyArray<ExecutionReport> => {
  const known = account.orders.get(request.clientOrderId)
  const book = bookOf(account, market)
  const doubles = book.terms?.deduplicates === false
  if (known !== undefined && !doubles) return known.reports.slice(0, known.answered)
  const out: Array<ExecutionReport> = []
  placeIn(account, book, request, at, out, doubles ? sameIds(account, request) : 0)
  return out
}
