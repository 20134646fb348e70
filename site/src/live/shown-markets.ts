import type { QueryClient, QueryKey } from "@tanstack/react-query"
import { bots, exchanges } from "../client/queries.ts"

/** An address takes no more of them: its token names each. */
const MOST = 50

interface Pair {
  readonly venue: string
  readonly symbol: string
}

const nameOf = ({ symbol, venue }: Pair): string => `${venue}/${symbol}`

/** The pair that a query is about of which a page shows the price. */
const lookedAt = ([what, venue, symbol]: ReadonlyArray<unknown>): string | undefined =>
  what === "candles" || what === "market" || what === "follow" ? `${String(venue)}/${String(symbol)}` : undefined

const followedPairs = (client: QueryClient): ReadonlyArray<Pair> =>
  (client.getQueryData(exchanges.queryKey) ?? []).flatMap(({ id, markets }) =>
    markets.flatMap(({ rests, symbol }) => (rests === undefined ? [{ venue: id, symbol }] : []))
  )

/**
 * The followed markets whose prices this page is to be sent: what it looks at, then what bots that live trade, then others
 * for as long as there is room. None where there is room for all: by default all come, also those it doesn't know of yet.
 */
export const shownMarkets = (client: QueryClient): ReadonlyArray<Pair> => {
  const followed = followedPairs(client)
  if (followed.length <= MOST) return []
  const looked = new Set(
    client
      .getQueryCache()
      .findAll({ type: "active" })
      .map(({ queryKey }) => lookedAt(queryKey))
  )
  const traded = new Set((client.getQueryData(bots.queryKey) ?? []).filter(({ run }) => run?.live === true).map(nameOf))
  const rank = (pair: Pair) => (looked.has(nameOf(pair)) ? 0 : traded.has(nameOf(pair)) ? 1 : 2)
  return followed.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST)
}

/** Tells when the page begins to look at a followed market that is not among those that are sent. */
export const onOtherMarket = (client: QueryClient, sent: () => ReadonlyArray<Pair>, tell: () => void): (() => void) =>
  client.getQueryCache().subscribe(({ query, type }) => {
    if (type !== "observerAdded" || sent().length === 0) return
    // What the cache tells of has a key of any type.
    const looked = lookedAt(query.queryKey as QueryKey)
    if (looked === undefined || sent().some((pair) => nameOf(pair) === looked)) return
    if (followedPairs(client).some((pair) => nameOf(pair) === looked)) tell()
  })
