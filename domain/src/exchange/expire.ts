import type { Symbol } from "../market/instrument.ts"
import type { ExecutionReport } from "../order/report.ts"
import { type Account, openOrders } from "./account.ts"
import { unrest } from "./book.ts"
import { end } from "./end.ts"
import { watchLiquidations } from "./margin/backing.ts"

/** A market's session is over: the account's orders for the day that still rest there expire (PAPER-20). */
export const expireDay = (account: Account, symbol: Symbol, at: number): ReadonlyArray<ExecutionReport> => {
  const book = account.books.get(symbol)
  const out: Array<ExecutionReport> = []
  if (book === undefined) return out
  for (const order of openOrders(account, symbol)) {
    if (order.request.timeInForce !== "DAY") continue
    unrest(book, order)
    order.working = false
    end(account, book, order, "the session ended", at, out, "OrderExpired")
  }
  if (out.length > 0) watchLiquidations(account)
  return out
}
