import type { Time } from "../../ids.ts"
import type { Price } from "../../market/market.ts"
import { asQuantity } from "../../number/exact.ts"
import { absolute, add, divided, sub, times } from "../../number/whole.ts"
import type { ExecutionReport, Heard } from "../../order/report.ts"
import type { Account } from "../account.ts"
import { type Book, unrest } from "../book.ts"
import { end } from "../end.ts"
import { isOpen } from "../paper-order.ts"
import { liquidatedAt } from "./backing.ts"
import { rehold } from "./hold.ts"
import { marginOf, type MarginPosition, positionKey } from "./position.ts"
import { nextTradeId, recordSettlement } from "./settlement.ts"
import { moveLots } from "./trade.ts"

/** Closes every position whose liquidation price the market has come to (MARGIN-7). */
export const liquidate = (account: Account, book: Book, price: Price, at: number, out: Heard): void => {
  for (const [key, position] of book.positions ?? []) {
    if (position.lots === 0) continue
    const own = liquidatedAt(account, book, position)
    if (own > 0 && (position.lots > 0 ? price <= own : price >= own))
      takeOver(account, book, key, position, own as Price, at, out)
  }
}

const takeOver = (
  account: Account,
  book: Book,
  key: string,
  position: MarginPosition,
  price: Price,
  at: number,
  out: Heard
): void => {
  const { market } = book
  const quantity = asQuantity(absolute(position.lots))
  const side = position.lots > 0 ? "SELL" : "BUY"
  const cancelled: Array<ExecutionReport> = []
  for (const order of ordersOf(book, key)) {
    // An exit with a stop stands in two lists.
    if (!isOpen(order)) continue
    unrest(book, order)
    order.working = false
    end(account, book, order, "the position was liquidated", at, cancelled)
  }
  const { quote } = book
  const { notional, takerFee } = market.deal(price, quantity)
  const margin = marginOf(position, book.quoteScale)
  const profit = times(moveLots(position, side, quantity, notional), book.quoteScale)
  quote.free = add(quote.free, profit)
  rehold(book, key, position)
  const owed = takerFee > 0 ? takerFee : 0
  // An isolated position pays from what is left of its margin, and never more.
  const left = position.type === "ISOLATED" ? add(margin, profit) : quote.free
  const there = left > 0 ? divided(left, book.quoteScale) : 0
  const fee = owed <= there ? owed : there
  quote.free = sub(quote.free, times(fee, book.quoteScale))
  recordSettlement(
    account,
    position,
    {
      _tag: "PositionLiquidated",
      at: at as Time,
      clientOrderId: position.last,
      tradeId: nextTradeId(account),
      side,
      price,
      quantity,
      fee
    },
    out
  )
  // The liquidation is told first: whoever hears of it knows why the orders went.
  for (const report of cancelled) out.push(report)
}

const ordersOf = (book: Book, key: string) =>
  [...book.buys, ...book.sells, ...book.stopBuys, ...book.stopSells, ...book.working].filter(
    (order) => positionKey(order.request.clientOrderId) === key
  )
