import type { ExecutionReport, Heard } from "../order/report.ts"
import { type Account, noteChange } from "./account.ts"
import type { Book } from "./book.ts"
import { type PaperOrder, say, sinceThen } from "./paper-order.ts"
import { hold } from "./settle.ts"

/** Takes an order out of the account's hands: gives back what was held for it and says so. */
export const end = (
  account: Account,
  book: Book,
  order: PaperOrder,
  reason: string,
  at: number,
  out: Heard,
  how: "OrderCancelled" | "OrderExpired" = "OrderCancelled"
): void => {
  hold(book, order, 0)
  order.status = "CANCELLED"
  const report: ExecutionReport = {
    _tag: how,
    at: sinceThen(order, at),
    clientOrderId: order.request.clientOrderId,
    reason
  }
  if (account.remembers) say(order, report)
  out.push(report)
  noteChange(account, order)
}
