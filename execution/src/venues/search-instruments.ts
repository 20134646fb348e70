import { bareName } from "@tradetower/domain/market"

/** What a search looks at. */
export interface Searchable {
  readonly symbol: string
  readonly base: string
  readonly quote: string
}

/** A part of what was found. */
export interface Page {
  /** How many of the first are left out. */
  readonly skip: number
  readonly take: number
}

/** How well a market answers a text in capitals: 0 is best; `undefined` not at all. */
const rank = ({ base, quote, symbol }: Searchable, text: string, bare: string): number | undefined => {
  if (text === "") return 0
  // Nothing in it is of any name.
  if (bare === "") return undefined
  if (symbol === text || base + quote === bare) return 0
  if (base === text) return 1
  if (symbol.startsWith(text) || (base + quote).startsWith(bare)) return 2
  return symbol.includes(text) || (base + quote).includes(bare) ? 3 : undefined
}

/**
 * Markets that answer a text, however it separates base from quote: `btc/usd`, `BTC-USD` and `btcusd` are one. The best
 * first, the same ones in the order of their names; `total` counts all that were found.
 */
export const searchInstruments = <A extends Searchable>(
  all: Iterable<A>,
  text: string,
  { skip, take }: Page
): { readonly found: ReadonlyArray<A>; readonly total: number } => {
  const asked = text.trim().toUpperCase().replaceAll("/", "-")
  const bare = bareName(text)
  const ranked: Array<{ readonly one: A; readonly rank: number }> = []
  for (const one of all) {
    const at = rank(one, asked, bare)
    if (at !== undefined) ranked.push({ one, rank: at })
  }
  ranked.sort((a, b) => a.rank - b.rank || (a.one.symbol < b.one.symbol ? -1 : 1))
  return { found: ranked.slice(skip, skip + take).map(({ one }) => one), total: ranked.length }
}
