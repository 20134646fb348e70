import type { Settings } from "./contract.ts"

/** A pair as a page's address names it. */
export interface Pair {
  readonly venue: string
  readonly symbol: string
}

/** A page about a pair: `/app/market/?venue=coinbase&symbol=BTC-USD`; where a bot is laid out, by which strategy. */
export const addressOfPair = (
  page: "/app/market/" | "/app/bots/new/" | "/app/backtest/",
  { symbol, venue }: Pair,
  strategy?: Settings["_tag"]
): string => `${page}?${new URLSearchParams({ venue, symbol, ...(strategy !== undefined && { strategy }) })}`

/** The pair that an address names, if it does: of this page, say. */
export const pairIn = (search: string): (Pair & { readonly strategy?: string }) | undefined => {
  const said = new URLSearchParams(search)
  const [venue, symbol, strategy] = ["venue", "symbol", "strategy"].map((name) => said.get(name))
  if (venue === null || venue === undefined || symbol === null || symbol === undefined) return undefined
  return { venue, symbol, ...(strategy !== null && strategy !== undefined && { strategy }) }
}
