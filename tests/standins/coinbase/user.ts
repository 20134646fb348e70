import type { Decimal } from "@tradetower/domain/number"
import type { BookFill, BookOrder } from "./order.ts"

const d = (text: string): Decimal => text as Decimal

/** What the stand-in trades. */
export interface BookProduct {
  readonly base: string
  readonly quote: string
  readonly tick: string
  readonly lot: string
  readonly smallest: string
  readonly smallestQuote: string
  takes: "ALL" | "LIMIT" | "NONE" | "CANCEL"
  /** It has no stops, and no targets with one. */
  withoutStops?: boolean
  /** A future, counted in contracts of so many coins, and what part of its worth is held as margin: by night, and by day. */
  readonly contract?: { readonly size: Decimal; marginRate: Decimal; readonly dayRate: Decimal }
}

/** What is held of a future: contracts, below nothing when short, and what they were had at. */
export interface FuturePosition {
  contracts: Decimal
  entry: Decimal
}

/** One user's account. */
export interface BookUser {
  readonly name: string
  readonly wallets: Map<string, { total: Decimal; hold: Decimal }>
  readonly opening: Readonly<Record<string, string>>
  readonly orders: Map<string, BookOrder>
  /** Those of them that did not end. */
  readonly live: Set<BookOrder>
  readonly byClientId: Map<string, string>
  readonly fills: Array<BookFill>
  readonly positions: Map<string, FuturePosition>
  /** Dollars of its wallet that were swept to where futures are. */
  swept: Decimal
}

export const walletOf = (user: BookUser, currency: string): { total: Decimal; hold: Decimal } => {
  const wallet = user.wallets.get(currency) ?? { total: d("0"), hold: d("0") }
  user.wallets.set(currency, wallet)
  return wallet
}
