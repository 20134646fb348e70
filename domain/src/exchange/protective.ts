import type { Heard } from "../order/report.ts"
import { runShortOf } from "../order/client-order-id.ts"
import type { Account } from "./account.ts"
import { type Book, unrest } from "./book.ts"
import { end } from "./end.ts"
import { isProtective, type PaperOrder } from "./paper-order.ts"

/** Cancels what competes with a protective stop for its funds or its position; the reports go to `out`. */
export const cancelOthers = (account: Account, book: Book, stop: PaperOrder, at: number, out: Heard): void => {
  const run = runShortOf(stop.request.clientOrderId)
  if (run === undefined) return
  const { side } = stop.request
  const [limits, stops] = side === "SELL" ? [book.sells, book.stopSells] : [book.buys, book.stopBuys]
  // Also the stop that is to replace it, or that it replaces: both rest for a moment, only one of them may fill.
  const rivals = [...limits, ...book.working, ...stops.filter(isProtective)].filter(
    (order) => order !== stop && order.request.side === side && runShortOf(order.request.clientOrderId) === run
  )
  for (const rival of rivals) {
    unrest(book, rival)
    rival.working = false
    end(account, book, rival, "the protective stop was triggered", at, out)
  }
}
