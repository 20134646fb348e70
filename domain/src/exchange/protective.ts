import type { ExecutionReport } from "../order/report.ts"
import { runShortOf } from "../order/client-order-id.ts"
import type { Account } from "./account.ts"
import { type Book, unrest } from "./book.ts"
import { end } from "./end.ts"
import { isProtective, type PaperOrder } from "./paper-order.ts"

/** Cancels what competes with a protective stop for its funds; the reports go to `out`. */
export const cancelOthers = (
  account: Account,
  book: Book,
  stop: PaperOrder,
  at: number,
  out: Array<ExecutionReport>
): void => {
  const run = runShortOf(stop.request.clientOrderId)
  if (run === undefined) return
  const { side } = stop.request
  const rivals = [...(side === "SELL" ? book.sells : book.buys), ...book.working].filter(
    (order) =>
      order !== stop &&
      order.request.side === side &&
      !isProtective(order) &&
      runShortOf(order.request.clientOrderId) === run
  )
  for (const rival of rivals) {
    unrest(book, rival)
    rival.working = false
    end(account, book, rival, "the protective stop was triggered", at, out)
  }
}
