import type { Symbol } from "../../market/instrument.ts"
import type { Price } from "../../market/market.ts"
import { type Decimal, fromUnits } from "../../number/index.ts"
import { big } from "../../number/whole.ts"
import type { Account } from "../account.ts"
import type { Book } from "../book.ts"
import { unrealised } from "./position.ts"

/** What stands behind an account's futures, of one asset. */
export interface MarginLeft {
  readonly asset: string
  /** What new positions may still tie up. */
  readonly available: Decimal
  /** How much may be lost before a position is liquidated for want of it. */
  readonly buffer: Decimal
}

/** What CROSS positions of a book may lose of their own margin, with what they have made, in units of the account (MARGIN-8). */
const ownOf = ({ market, positions, quoteScale }: Book, price: Price | undefined): bigint => {
  let own = 0n
  for (const position of positions?.values() ?? []) {
    if (position.type !== "CROSS" || position.lots === 0 || price === undefined) continue
    const margin = (big(position.cost) * 9n) / (10n * BigInt(position.leverage))
    own += (margin + unrealised(market, position, price)) * big(quoteScale) - big(position.deficit)
  }
  return own
}

/** What is left of an account's cross margin at the last prices, asset by asset; nothing of one without futures. */
export const marginLeft = (
  account: Account,
  priceOf: (symbol: Symbol) => Price | undefined
): ReadonlyArray<MarginLeft> => {
  const owns = new Map<string, bigint>()
  for (const book of account.books.values()) {
    const { quote, symbol } = book.market.instrument
    if (book.positions !== undefined) owns.set(quote, (owns.get(quote) ?? 0n) + ownOf(book, priceOf(symbol)))
  }
  return [...owns].map(([asset, own]) => {
    const free = big(account.assets.get(asset)?.free ?? 0)
    const text = (units: bigint) => fromUnits(units > 0n ? units : 0n, account.decimals(asset))
    return { asset, available: text(free), buffer: text(free + own) }
  })
}
