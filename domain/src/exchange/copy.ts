import type { Account } from "./account.ts"
import type { Book } from "./book.ts"
import { isOpen, type PaperOrder } from "./paper-order.ts"

/** A copy that goes its own way. What never changes any more (orders that are gone, reports, trades) is shared. */
export const copyAccount = (account: Account): Account => {
  const orders = new Map(account.orders)
  const copied = new Map<PaperOrder, PaperOrder>()
  const copyOf = (order: PaperOrder): PaperOrder => {
    const known = copied.get(order)
    if (known !== undefined) return known
    const copy = { ...order, maker: { ...order.maker }, taker: { ...order.taker }, reports: order.reports.slice() }
    copied.set(order, copy)
    orders.set(order.request.clientOrderId, copy)
    return copy
  }
  const listOf = (list: ReadonlyArray<PaperOrder>): Array<PaperOrder> => list.filter(isOpen).map(copyOf)
  const bookOf = (book: Book): Book => ({
    ...book,
    buys: listOf(book.buys),
    sells: listOf(book.sells),
    stopBuys: listOf(book.stopBuys),
    stopSells: listOf(book.stopSells),
    working: listOf(book.working),
    positions: book.positions && new Map([...book.positions].map(([key, one]) => [key, { ...one }]))
  })
  return {
    ...account,
    assets: new Map([...account.assets].map(([asset, balance]) => [asset, { ...balance }])),
    books: new Map([...account.books].map(([symbol, book]) => [symbol, bookOf(book)])),
    orders,
    fills: account.fills.slice(),
    settlements: account.settlements.slice(),
    changed: new Set(account.changed)
  }
}
