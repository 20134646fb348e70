import type { ClientOrderId } from "../ids.ts"
import type { ExecutionReport } from "../order/report.ts"
import { type Account, findOrder } from "./account.ts"
import { unrest } from "./book.ts"
import { end } from "./end.ts"
import { watchLiquidations } from "./margin/backing.ts"
import { isOpen } from "./paper-order.ts"

/**
 * Takes an open order out of the book and frees its funds. Answers nothing when it is not open any more or never was:
 * what became of it was said before (`findOrder`).
 */
export const cancel = (
  account: Account,
  clientOrderId: ClientOrderId,
  at: number,
  reason = "cancelled"
): ReadonlyArray<ExecutionReport> => {
  const order = findOrder(account, clientOrderId)
  const book = order === undefined ? undefined : account.books.get(order.symbol)
  if (order === undefined || book === undefined || !isOpen(order)) return []
  const out: Array<ExecutionReport> = []
  unrest(book, order)
  order.working = false
  end(account, book, order, reason, at, out)
  watchLiquidations(account)
  return out
}
