import { nextChange, type Session, sessionAt } from "../calendar/sessions.ts"
import type { Instrument, Symbol } from "../market/instrument.ts"
import type { ExecutionReport, Heard } from "../order/report.ts"
import type { Account } from "./account.ts"
import { type Book, inBook, rest, unrest } from "./book.ts"
import { end } from "./end.ts"
import type { PaperOrder } from "./paper-order.ts"

/** The session with which an order for the day ends: what has no hours after the regular ones is closed then. */
const lastsUntil = ({ assetClass }: Instrument, { request }: PaperOrder): Session =>
  request.session === "EXTENDED" || assetClass === "FUTURES" ? "CLOSED" : "POST_MARKET"

/**
 * Takes a book to the session of a moment (ms): what the new session does not trade waits, what it does is back in the
 * book, and orders for the day whose session ended on the way expire, each when it did (PAPER-20, PAPER-22). A market
 * that never closes, and an account that keeps no hours, have none of this (`turnsAt` is Infinity).
 */
export const turn = (account: Account, book: Book, at: number, out: Heard): void => {
  const { instrument } = book.market
  while (book.turnsAt <= at) {
    const known = book.turnsAt > 0
    const now = known ? book.turnsAt : at
    const session = sessionAt(instrument, now)
    const orders = inBook(book)
    for (const order of orders) unrest(book, order)
    book.opens = session === "REGULAR" && book.session !== "REGULAR"
    book.session = session
    for (const order of orders) {
      if (known && order.request.timeInForce === "DAY" && lastsUntil(instrument, order) === session) {
        order.working = false
        end(account, book, order, "the session ended", now, out, "OrderExpired")
      } else rest(book, order)
    }
    book.turnsAt = nextChange(instrument, now)?.at ?? Infinity
  }
}

/** Time passes on a market without a trade: what of the account's orders waits, works or expires follows from it. */
export const passTime = (account: Account, symbol: Symbol, at: number): ReadonlyArray<ExecutionReport> => {
  const out: Array<ExecutionReport> = []
  const book = account.books.get(symbol)
  if (book !== undefined) turn(account, book, at, out)
  return out
}
