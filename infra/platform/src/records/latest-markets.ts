import { Effect } from "effect"
import type { VenueId } from "@tradetower/domain/market"
import { LatestPrices } from "../ports/latest-prices.ts"
import type { MarketRecord } from "./markets.ts"

/** Records of a venue's markets, each with the last price that processes share where that is newer. */
export const withLatestPrices = Effect.fnUntraced(function* (venue: VenueId, records: ReadonlyArray<MarketRecord>) {
  const shared = yield* LatestPrices
  const prices = yield* shared.of(
    venue,
    records.map(({ id }) => id)
  )
  return records.map((record): MarketRecord => {
    const latest = prices.get(record.id)
    return latest === undefined || latest.at <= (record.lastPriceAt ?? 0)
      ? record
      : { ...record, lastPrice: latest.price, lastPriceAt: latest.at }
  })
})
