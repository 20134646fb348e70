import { add, smaller } from "../number/whole.ts"
import type { Price } from "../market/market.ts"
import { asQuantity } from "../number/exact.ts"
import type { ExecutionReport, Heard } from "../order/report.ts"
import { type Account, noteChange } from "./account.ts"
import { type Book, rest, unrest, consume } from "./book.ts"
import { end } from "./end.ts"
import { liquidatedAt } from "./margin/backing.ts"
import { onlyReduces } from "./margin/hold.ts"
import { slippageTicks } from "./fill-model.ts"
import { positionKey } from "./margin/position.ts"
import { boundOf, hasLeg, isLimit, isOpen, isProtective, type PaperOrder, remaining, triggerOf } from "./paper-order.ts"
import { cancelOthers } from "./protective.ts"
import { affordable, hold, needOf, paysWith, reserve, settle } from "./settle.ts"

/** Why no more of an order could be filled. */
export const lacks = (book: Book, order: PaperOrder): string => {
  const { base, quote } = book.market.instrument
  if (book.positions !== undefined)
    return onlyReduces(order) ? "no position is left for it to reduce" : `not enough ${quote} for the rest`
  return `not enough ${order.request.side === "BUY" ? quote : base} for the rest`
}

/** The liquidation price of the position that an order makes smaller: nobody trades it beyond (MARGIN-7). Zero: none. */
const coveredUpTo = (account: Account, book: Book, { request }: PaperOrder): number => {
  const position = book.positions?.get(positionKey(request.clientOrderId))
  if (position === undefined || position.lots === 0 || position.lots > 0 === (request.side === "BUY")) return 0
  return liquidatedAt(account, book, position)
}

/**
 * The price a taking order gets: worse by the slippage, never beyond its limit or the liquidation price of what it
 * closes, never below one tick.
 */
export const takerPrice = (account: Account, book: Book, order: PaperOrder, price: Price): Price => {
  const slip = slippageTicks(account.fillModel.slippage, price, remaining(order), book.volume)
  const limit = isLimit(order) ? order.price : undefined
  const covered = coveredUpTo(account, book, order)
  if (order.request.side === "BUY")
    return Math.min(price + slip, limit ?? Infinity, covered > 0 ? covered : Infinity) as Price
  return Math.max(price - slip, limit ?? 1, covered, 1) as Price
}

/** The limit of an order; of one that buys back, with a stop, what that may come to. */
const dearestOf = (order: PaperOrder): Price | undefined => {
  const { limitOffset = 0, side } = order.request
  return hasLeg(order) && side === "BUY" ? ((triggerOf(order) + limitOffset) as Price) : boundOf(order)
}

/** The price a resting order's funds are counted at: its limit, or a stop's trigger with the most it is expected to slip. */
export const reservePrice = (account: Account, book: Book, order: PaperOrder): Price => {
  const price = dearestOf(order) ?? (order.price === 0 ? (book.lastPrice ?? (1 as Price)) : order.price)
  if ((isLimit(order) && !hasLeg(order)) || order.request.side === "SELL") return price
  return (price + slippageTicks(account.fillModel.slippage, price, remaining(order), book.volume)) as Price
}

/**
 * Fills what it can of an order that takes from the book now. What is left for want of volume keeps working (GTC) or
 * is cancelled (IOC); what is left for want of funds is cancelled. Its reserve is settled; a limit order's rest is
 * left for the caller to put in the book.
 */
export const take = (account: Account, book: Book, order: PaperOrder, price: Price, at: number, out: Heard): void => {
  const own = takerPrice(account, book, order, price)
  const wanted = asQuantity(smaller(remaining(order), book.available))
  const cancelled: Array<ExecutionReport> = []
  if (wanted > 0 && isProtective(order)) cancelOthers(account, book, order, at, cancelled)
  const quantity = affordable(book, order, own, wanted)
  if (quantity > 0) {
    consume(book, quantity)
    out.push(settle(account, book, order, own, quantity, "TAKER", at))
  }
  // The fill is told first: whoever hears of it knows why the others went.
  for (const report of cancelled) out.push(report)
  const left = remaining(order)
  if (left === 0) {
    if (order.working) unrest(book, order)
    order.working = false
    return
  }
  const why =
    quantity < wanted
      ? lacks(book, order)
      : order.request.timeInForce === "IOC"
        ? "immediate or cancel: nothing more to be had at once"
        : undefined
  if (why !== undefined) {
    if (order.working) unrest(book, order)
    order.working = false
    end(account, book, order, why, at, out)
  } else if (!isLimit(order) && !order.working) {
    const need = needOf(book, order, own)
    if (book.positions === undefined) {
      const asset = paysWith(book, order)
      const funds = add(asset.free, order.reserved)
      reserve(asset, order, need <= funds ? need : funds)
    } else hold(book, order, need)
    order.working = true
    rest(book, order)
  }
}

/**
 * A stop is met: it takes as an order at market does, or, with a limit, as a limit order whose rest is put in the book. A
 * price beyond the limit leaves all of it resting there (PAPER-21).
 */
export const trigger = (
  account: Account,
  book: Book,
  order: PaperOrder,
  price: Price,
  at: number,
  out: Heard
): void => {
  const bound = boundOf(order)
  if (bound === undefined || isLimit(order)) return take(account, book, order, price, at, out)
  order.triggered = true
  order.price = bound
  if (order.request.side === "BUY" ? price <= bound : price >= bound) take(account, book, order, price, at, out)
  if (!isOpen(order)) return
  rest(book, order)
  noteChange(account, order)
}
