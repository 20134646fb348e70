import { rounded, times } from "@tradetower/domain/number"
import { chance } from "../chance.ts"
import type { IbkrBook, Stock } from "./book.ts"

const START = "50"

/** So many stocks, called SA, SB and so on. */
export const stocksOf = (count: number): ReadonlyArray<Stock> =>
  Array.from({ length: count }, (_, nth) => ({
    conid: 1_000 + nth,
    ticker: `S${String.fromCharCode(65 + nth)}`,
    name: `STOCK ${nth}`
  }))

export interface Moving {
  readonly seed: number
  readonly millis: number
  /** How far a price moves with each tick at the most, and how far it is from where it began, percent. */
  readonly step: number
  readonly within: number
}

/** Prices of a book's stocks as they go up and down; while it stands still the last trade again and again. */
export const movePrices = (
  book: IbkrBook,
  { millis, seed, step, within }: Moving,
  trade: (conid: number, price: string) => void
): void => {
  const dice = chance(seed + 1)
  const last = new Map(book.stocks.map(({ conid }) => [conid, START]))
  setInterval(() => {
    for (const { conid } of book.stocks) {
      const before = last.get(conid) ?? START
      if (!book.isStill) {
        const moved = rounded(times(before, String(1 + ((dice() - 0.5) * 2 * step) / 100)), 2)
        if (Math.abs(Number(moved) / Number(START) - 1) * 100 < within) last.set(conid, moved)
      }
      trade(conid, last.get(conid) ?? START)
    }
  }, millis)
}
