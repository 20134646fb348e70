import { absolute, add, divided, proportion, smaller, sub, times, type Whole } from "../../number/whole.ts"
import type { Book } from "../book.ts"
import type { PaperOrder } from "../paper-order.ts"
import { positionOf, rehold } from "./hold.ts"
import { marginOf, type MarginPosition, type Positions, positionKey } from "./position.ts"

/**
 * Moves a position by a trade, at its average entry (the same algebra as LEDGER-3, so that a run's books and the
 * account agree to the last unit), and answers the profit it realised, in quote units of the market.
 */
export const moveLots = (position: MarginPosition, side: "BUY" | "SELL", lots: Whole, notional: Whole): Whole => {
  const sign = side === "BUY" ? 1 : -1
  const held = absolute(position.lots)
  const closes = position.lots !== 0 && position.lots > 0 !== sign > 0 ? smaller(held, lots) : 0
  const closedNotional = closes === lots ? notional : proportion(notional, closes, lots)
  const released = closes === 0 ? 0 : proportion(position.cost, closes, held)
  position.cost = add(position.cost, sub(sub(notional, closedNotional), released))
  if (closes > 0) position.deficit = proportion(position.deficit, sub(held, closes), held)
  position.lots = sign > 0 ? add(position.lots, lots) : sub(position.lots, lots)
  return sign > 0 ? sub(released, closedNotional) : sub(closedNotional, released)
}

/**
 * One trade on margin. What the rest of the order needs must be weighed before. Answers the fee charged: `fee`, or what
 * is there when a position that nearly was liquidated can't pay it whole.
 */
export const tradeOnMargin = (
  book: Book,
  positions: Positions,
  order: PaperOrder,
  quantity: Whole,
  notional: Whole,
  fee: Whole,
  at: number
): Whole => {
  const { clientOrderId, side } = order.request
  const position = positionOf(positions, order, at)
  if (position.lots === 0) position.fundedAt = at
  const held = absolute(position.lots)
  const margin = marginOf(position, book.quoteScale)
  const profit = moveLots(position, side, quantity, notional)
  position.last = clientOrderId
  const { quote } = book
  quote.free = add(quote.free, times(profit, book.quoteScale))
  // What was held for orders may pay the fee, the margin may not.
  const left = marginOf(position, book.quoteScale)
  const closes = add(absolute(position.lots), quantity) === held
  // An isolated position that closes at a loss pays from the margin set free, and never more (MARGIN-7).
  const spare =
    closes && profit < 0 && position.type === "ISOLATED"
      ? add(sub(margin, left), times(profit, book.quoteScale))
      : sub(add(quote.free, position.held), left)
  const there = spare > 0 ? divided(spare, book.quoteScale) : 0
  const charged = fee <= there ? fee : there
  quote.free = sub(quote.free, times(charged, book.quoteScale))
  rehold(book, positionKey(clientOrderId), position)
  return charged
}
