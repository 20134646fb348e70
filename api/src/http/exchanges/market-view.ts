import type { MarketRecord } from "@tradetower/platform"
import type { MarketView } from "../../../contract/index.ts"

/** A market as everybody sees it. */
export const marketView = (market: MarketRecord): MarketView => ({
  symbol: market.id,
  instrument: market.instrument,
  source: market.source,
  ...(market.feed !== undefined && { feed: market.feed }),
  ...(market.followed === undefined && { rests: true as const }),
  connected: market.connected,
  note: market.note,
  ...(market.lastPrice !== undefined && { lastPrice: market.lastPrice }),
  ...(market.lastPriceAt !== undefined && { lastPriceAt: market.lastPriceAt }),
  ...(market.trading !== undefined && { trading: market.trading }),
  ...(market.past !== undefined && { past: market.past })
})
