import type { Price, Quantity } from "../../market/market.ts"
import { asQuantity } from "../../number/exact.ts"
import { feeOf, isCharged } from "../../market/deal.ts"
import {
  absolute,
  add,
  divided,
  dividedUp,
  larger,
  negated,
  smaller,
  sub,
  times,
  type Whole,
  whole
} from "../../number/whole.ts"
import type { Book } from "../book.ts"
import { isProtective, type PaperOrder } from "../paper-order.ts"
import {
  marginOf,
  type MarginPosition,
  openPosition,
  type Positions,
  positionKey,
  requirement,
  UNLEVERED,
  unrealised
} from "./position.ts"

/** Whether an order can only make its run's position smaller: it needs no margin. */
export const onlyReduces = (order: PaperOrder): boolean => order.request.reduceOnly || isProtective(order)

/** The position an order belongs to; a flat one is opened with the order's margin. */
export const positionOf = (positions: Positions, order: PaperOrder, at = order.createdAt): MarginPosition => {
  const id = order.request.clientOrderId
  const key = positionKey(id)
  const known = positions.get(key)
  if (known !== undefined) return known
  const opened = openPosition(id, order.request.margin ?? UNLEVERED, at)
  positions.set(key, opened)
  return opened
}

/** Margin and fee of so many lots at a price, in units of the account. */
export const weightOf = (book: Book, order: PaperOrder, price: Price, lots: Quantity, feeRate: bigint): Whole => {
  if (lots === 0 || onlyReduces(order)) return 0
  const deal = book.market.deal(price, lots)
  const fee = isCharged(book.market, feeRate) ? feeOf(book.market, deal, feeRate) : 0
  const { leverage } = order.request.margin ?? UNLEVERED
  return add(dividedUp(times(deal.notional, book.quoteScale), leverage), times(fee, book.quoteScale))
}

/**
 * Brings what is reserved for a position in line with what it needs; one that is over is forgotten. Where losses have
 * left too little for its resting orders, what is there is reserved, and they are looked at again when they fill.
 */
export const rehold = (book: Book, key: string, position: MarginPosition): void => {
  const needed = requirement(position, book.quoteScale, position.buys, position.sells)
  const { quote } = book
  const there = add(quote.free, position.held)
  const margin = marginOf(position, book.quoteScale)
  const held = needed <= there ? needed : there > margin ? there : margin
  if (held !== position.held) {
    quote.free = add(quote.free, sub(position.held, held))
    quote.reserved = add(quote.reserved, sub(held, position.held))
    position.held = held
  }
  if (position.lots === 0 && needed === 0) book.positions?.delete(key)
}

/** Reserves `amount` for an order, giving back what was reserved for it before. */
export const weigh = (book: Book, positions: Positions, order: PaperOrder, amount: Whole): void => {
  if (amount === order.reserved) return
  const position = positionOf(positions, order)
  move(position, order, sub(amount, order.reserved))
  order.reserved = amount
  rehold(book, positionKey(order.request.clientOrderId), position)
}

/** Takes an order's weight from its position without counting anew what is reserved: a trade does that. */
export const release = (positions: Positions, order: PaperOrder): void => {
  if (order.reserved === 0) return
  move(positionOf(positions, order), order, negated(order.reserved))
  order.reserved = 0
}

/** What the orders of a position's side may need changes. */
const move = (position: MarginPosition, { request }: PaperOrder, more: Whole): void => {
  if (request.side === "BUY") position.buys = add(position.buys, more)
  else position.sells = add(position.sells, more)
}

/** Quote that would have to be free for so many lots more of an order at a price, the loss of what they close included. */
export const lacking = (
  book: Book,
  positions: Positions,
  order: PaperOrder,
  price: Price,
  lots: Quantity,
  feeRate: bigint
): Whole => {
  const position = positions.get(positionKey(order.request.clientOrderId))
  const weight = weightOf(book, order, price, lots, feeRate)
  if (position === undefined) return weight
  const more = sub(weight, order.reserved)
  const buy = order.request.side === "BUY"
  const needed = requirement(
    position,
    book.quoteScale,
    buy ? add(position.buys, more) : position.buys,
    buy ? position.sells : add(position.sells, more)
  )
  return add(sub(needed, position.held), reversalLoss(book, position, buy, price, lots))
}

/** A trade that turns a position round has to bear the loss of what it closes besides its own margin. */
const reversalLoss = (book: Book, position: MarginPosition, buy: boolean, price: Price, lots: Quantity): Whole => {
  const held = absolute(position.lots)
  if (position.lots === 0 || position.lots > 0 === buy || lots <= held) return 0
  const profit = whole(unrealised(book.market, position, price))
  return profit < 0 ? times(negated(profit), book.quoteScale) : 0
}

/** How many of `wanted` lots an order may have: a reducing one what there is to reduce, any other what it can pay. */
export const affordableOnMargin = (
  book: Book,
  positions: Positions,
  order: PaperOrder,
  price: Price,
  wanted: Quantity
): Quantity => {
  if (onlyReduces(order)) return asQuantity(smaller(wanted, reducible(positions, order)))
  const { free } = book.quote
  const pays = (lots: Quantity) => lacking(book, positions, order, price, lots, book.market.takerFeeRate) <= free
  if (pays(wanted)) return wanted
  let can = asQuantity(0)
  let cannot = wanted
  while (sub(cannot, can) > 1) {
    const middle = asQuantity(divided(add(can, cannot), 2))
    if (pays(middle)) can = middle
    else cannot = middle
  }
  return can
}

/** Lots of the position that an order on this side would close. */
export const reducible = (positions: Positions, order: PaperOrder): Whole => {
  const lots = positions.get(positionKey(order.request.clientOrderId))?.lots ?? 0
  const against = order.request.side === "SELL" ? lots : negated(lots)
  return larger(0, against)
}
