import type { OrderRequest, OrderType } from "../order/order.ts"
import { asPrice } from "../number/exact.ts"
import { isFraction } from "../terms/fractions.ts"
import { add, type Whole } from "../number/whole.ts"
import type { Terms } from "../terms/terms.ts"
import { type Book, inBook } from "./book.ts"
import { reducible } from "./margin/hold.ts"
import { boundOf, isLimit, type PaperOrder, remaining } from "./paper-order.ts"
import type { Refusal } from "./refusal.ts"

const words: Readonly<Record<OrderType, string>> = { MARKET: "market orders", LIMIT: "limit orders", STOP: "stops" }
const invalid = (message: string): Refusal => ({ reason: "INVALID", message })

/** What it takes of no order for a fraction (TERMS-3, TERMS-18). */
const fractionRefused = (terms: Terms, { lastPrice, market }: Book, request: OrderRequest): Refusal | undefined => {
  const { fraction, fractions, title } = terms
  const { price, quantity, session, stopPrice, timeInForce, type } = request
  const { extendedFractions, fractionable, quote, symbol } = market.instrument
  if (fractionable === false) return invalid(`${title} takes orders for whole units of ${symbol} only`)
  if (fractions?.[type].includes(timeInForce) !== true)
    return invalid(`${title} takes ${words[type]} ${timeInForce} for whole units only`)
  if (stopPrice !== undefined)
    return invalid(`${title} takes an order that is a target and a stop in one for whole units only`)
  if (session === "EXTENDED" && extendedFractions !== true)
    return invalid(`${title} takes orders for fractions of ${symbol} in the regular session only`)
  const worth = market.notional(price ?? lastPrice ?? asPrice(0), quantity)
  if (fraction === undefined || worth >= market.quote(fraction.least)) return undefined
  return {
    reason: "BELOW_MINIMUM",
    message: `${title} takes orders for fractions from ${fraction.least} ${quote}, and this is ${market.quoteText(worth)}`
  }
}

/** What a broker never takes, whatever else rests (TERMS-3). */
const never = (terms: Terms, book: Book, request: OrderRequest): Refusal | undefined => {
  const { nativeStop, stopBesideExits, takes, title } = terms
  const { limitOffset, margin, postOnly, session, stopPrice, timeInForce, type } = request
  const taken = takes[type]
  if (taken.length === 0) return invalid(`${title} takes no ${words[type]}`)
  if (!taken.includes(timeInForce)) return invalid(`${title} takes ${words[type]} ${taken.join(" or ")} only`)
  const refused = isFraction(terms, book.market, request.quantity) ? fractionRefused(terms, book, request) : undefined
  if (refused !== undefined) return refused
  if (type === "STOP" && nativeStop === "LIMIT" && limitOffset === undefined)
    return invalid(`${title} knows no stop at market: give it a limit`)
  if (stopPrice !== undefined && stopBesideExits !== "OCO")
    return invalid(`${title} takes no order that is a target and a stop in one`)
  if (stopPrice !== undefined && nativeStop === "LIMIT" && limitOffset === undefined)
    return invalid(`${title} knows no stop at market: give it a limit`)
  if (postOnly === true && !terms.postOnly) return invalid(`${title} can't be told that an order must only rest`)
  if (session === "EXTENDED" && (type !== "LIMIT" || !terms.sessions.includes("EXTENDED")))
    return invalid(`${title} takes no ${words[type]} outside the regular session`)
  if (margin !== undefined && !terms.marginTypes.includes(margin.type))
    return invalid(`${title} has no ${margin.type.toLowerCase()} margin: ${terms.marginTypes.join(", ").toLowerCase()}`)
  return undefined
}

/** Legs of an order that is a target and a stop in one are exempt from the rule about one's own orders. */
const counts = (order: PaperOrder): boolean => order.request.stopPrice === undefined

/** A trade with oneself, as a broker sees it that looks at what rests before it looks at prices (TERMS-4). */
const washes = ({ stopBesideOpposite, title }: Terms, book: Book, order: PaperOrder): Refusal | undefined => {
  if (stopBesideOpposite || !counts(order)) return undefined
  const { side, type } = order.request
  const buys = side === "BUY"
  const asleep = book.asleep.filter(({ request }) => request.side !== side)
  const limits = [...asleep.filter(isLimit), ...(buys ? book.sells : book.buys)].filter(counts)
  const stops = [
    ...asleep.filter(({ request }) => request.type === "STOP"),
    ...(buys ? book.stopSells : book.stopBuys)
  ].filter(counts)
  const opposite = (what: string): Refusal => ({
    reason: "OPPOSITE_ORDER",
    message: `${title} sees a trade with yourself: ${what} on the other side rests`
  })
  const nearer = (a: PaperOrder, b: PaperOrder) => ((buys ? b.price < a.price : b.price > a.price) ? b : a)
  const limit = limits.length === 0 ? undefined : limits.reduce(nearer)
  if (type !== "LIMIT") {
    if (limit !== undefined) return opposite("a limit order")
    return stops.length > 0 || [...asleep, ...book.working].some(({ request }) => request.side !== side)
      ? opposite("an order at market")
      : undefined
  }
  if (limit !== undefined && (buys ? order.price >= limit.price : order.price <= limit.price))
    return opposite("a limit order that it would meet")
  const crossed = stops.some((stop) => {
    if (stop.request.limitOffset === undefined) return true
    const bound = boundOf(stop) ?? 0
    return buys ? order.price >= bound : order.price <= bound
  })
  return crossed ? opposite("a stop") : undefined
}

/** Lots that orders of a side may do together without turning the position round. */
const beyondPosition = (terms: Terms, book: Book, order: PaperOrder): Refusal | undefined => {
  const { positions } = book
  if (terms.reduceOnly || positions === undefined || !order.request.reduceOnly) return undefined
  const { side } = order.request
  const leaving = inBook(book).filter(({ request }) => request.side === side && request.reduceOnly)
  const together = leaving.map(remaining).reduce<Whole>(add, order.request.quantity)
  const held = reducible(positions, order)
  if (held === 0 || together <= held) return undefined
  const beyond = book.market.baseText(book.market.baseOf(order.request.quantity))
  return {
    reason: "REDUCE_ONLY",
    message: `${terms.title} has no reduce-only orders: ${beyond} more would turn the position round`
  }
}

const tooMany = (terms: Terms, book: Book, { request }: PaperOrder, takes: boolean): Refusal | undefined => {
  const most = terms.maxOpenOrdersASide
  if (most === undefined || takes || request.timeInForce === "IOC") return undefined
  const buys = request.side === "BUY"
  const working = buys ? book.buys.length + book.stopBuys.length : book.sells.length + book.stopSells.length
  if (working + book.asleep.filter((order) => order.request.side === request.side).length < most) return undefined
  const side = buys ? "buys" : "sells"
  return {
    reason: "TOO_MANY_ORDERS",
    message: `${terms.title} lets ${most} ${side} rest on a symbol: cancel one first`
  }
}

/** Why an order is not taken by the account's terms; undefined: it is, or they are the kind ones. */
export const refusedByTerms = (book: Book, order: PaperOrder, takes: boolean): Refusal | undefined => {
  const { terms, without } = book
  if (without !== undefined) return invalid(without)
  if (order.request.postOnly === true && takes)
    return { reason: "POST_ONLY", message: "it would have traded at once, and was only to rest" }
  if (terms === undefined) return undefined
  return (
    never(terms, book, order.request) ??
    washes(terms, book, order) ??
    beyondPosition(terms, book, order) ??
    tooMany(terms, book, order, takes)
  )
}
