import { type Account, assetOf, openAccount } from "./account.ts"
import type { Book } from "./book.ts"
import { hasLeg, isOpen, type PaperOrder } from "./paper-order.ts"

/** A copy that goes its own way: what the account holds and rests, without the orders and trades that are over. */
export const copyAccount = (account: Account): Account => {
  // An exit with a stop stands in two lists, and is one order in the copy, too.
  const known = new Map<PaperOrder, PaperOrder>()
  const copyOf = (order: PaperOrder): PaperOrder => {
    const copied = known.get(order) ?? { ...order, reports: order.reports.slice() }
    if (hasLeg(order)) known.set(order, copied)
    return copied
  }
  const listOf = (list: ReadonlyArray<PaperOrder>): Array<PaperOrder> => list.filter(isOpen).map(copyOf)
  const assets = new Map([...account.assets].map(([asset, balance]) => [asset, { ...balance }]))
  const { decimals, fillModel, id, keepsHours, margined, orderCount, terms, tradeCount } = account
  const fresh = openAccount(id, {}, fillModel, { decimals, keepsHours, remembers: false, terms })
  const copied: Account = { ...fresh, assets, margined, orderCount, tradeCount }
  const bookOf = (book: Book): Book => ({
    ...book,
    quote: assetOf(copied, book.market.instrument.quote),
    base: assetOf(copied, book.market.instrument.base),
    buys: listOf(book.buys),
    sells: listOf(book.sells),
    stopBuys: listOf(book.stopBuys),
    stopSells: listOf(book.stopSells),
    working: listOf(book.working),
    asleep: listOf(book.asleep),
    positions: book.positions && new Map([...book.positions].map(([key, one]) => [key, { ...one }]))
  })
  for (const [symbol, book] of account.books) copied.books.set(symbol, bookOf(book))
  return copied
}
