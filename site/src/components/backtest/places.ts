import type { Exchange, Series } from "../../client/contract.ts"
import type { Place } from "../form/place.ts"

/** Every pair there are candles for, once; with the last price where an exchange tells it. */
export const placesOf = (
  series: ReadonlyArray<Series>,
  exchanges: ReadonlyArray<Exchange>
): ReadonlyArray<Place & { readonly origin: Series["origin"] }> => {
  const known = new Set<string>()
  return series.flatMap(({ venue, instrument, origin, symbol, timeframe }) => {
    const key = `${venue}/${symbol}`
    if (known.has(key)) return []
    known.add(key)
    const live = exchanges.find(({ id }) => id === venue)?.markets.find((market) => market.symbol === symbol)
    const market = live ?? { symbol, instrument, source: "REPLAY" as const, connected: true, note: "" }
    return [{ venue, market, origin, offered: live !== undefined, timeframe }]
  })
}

export const originWords: Record<Series["origin"], string> = {
  MARKET: "kept from the market",
  DOWNLOAD: "downloaded",
  IMPORT: "your own"
}
