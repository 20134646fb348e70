import { big, negated, sub, type Whole, whole } from "../../number/whole.ts"
import type { Account } from "../account.ts"
import type { Book } from "../book.ts"
import { liquidationPrice, type MarginPosition, unrealised } from "./position.ts"

/**
 * What stands behind a position besides its margin, in units of the account (MARGIN-8). ISOLATED: nothing, and what
 * funding ate is lacking. CROSS: the free quote balance, less what other CROSS positions have lost beyond nine tenths
 * of their own margin at the prices this account saw last.
 */
const backingOf = (account: Account, book: Book, position: MarginPosition): Whole => {
  if (position.type === "ISOLATED") return negated(position.deficit)
  const { quote } = book.market.instrument
  let backing = big(book.quote.free)
  for (const other of account.books.values()) {
    if (other.positions === undefined || other.market.instrument.quote !== quote || other.lastPrice === undefined)
      continue
    for (const one of other.positions.values()) {
      if (one === position || one.type !== "CROSS" || one.lots === 0) continue
      const own = (big(one.cost) * 9n) / (10n * BigInt(one.leverage))
      const beyond = -unrealised(other.market, one, other.lastPrice) - own
      if (beyond > 0n) backing -= beyond * big(other.quoteScale)
    }
  }
  return sub(backing > 0n ? whole(backing) : 0, position.deficit)
}

/** The price at which a position is liquidated as the account stands; zero: none. */
export const liquidatedAt = (account: Account, book: Book, position: MarginPosition): number =>
  liquidationPrice(book.market, position, book.quoteScale, backingOf(account, book, position))

/** Works out anew where positions are liquidated; to be called after anything that moves margin or free balance. */
export const watchLiquidations = (account: Account): void => {
  if (!account.margined) return
  for (const book of account.books.values()) {
    if (book.positions === undefined) continue
    book.liquidationBelow = 0
    book.liquidationAbove = Infinity
    for (const position of book.positions.values()) {
      if (position.lots === 0) continue
      const price = liquidatedAt(account, book, position)
      if (price === 0) continue
      if (position.lots > 0) book.liquidationBelow = Math.max(book.liquidationBelow, price)
      else book.liquidationAbove = Math.min(book.liquidationAbove, price)
    }
  }
}
