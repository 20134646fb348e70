import { Effect } from "effect"
import { feedWords, type Symbol, type TradingStatus } from "@tradetower/domain/market"
import { marketNow, type MarketRecord, Markets, type Store } from "@tradetower/platform"
import type { Venue } from "../venues/venue.ts"
import type { ListedMarket } from "./listed-market.ts"
import type { PastProgress } from "./past/fetch-past.ts"

/** What a feed knows of its markets. */
interface Known {
  readonly listed: ReadonlyMap<Symbol, ListedMarket>
  /** Those that are always there. */
  readonly fixed: ReadonlySet<Symbol>
  readonly unheard: Effect.Effect<ReadonlyMap<Symbol, string>>
  readonly takes: (symbol: Symbol) => TradingStatus
  readonly progress: (symbol: Symbol, now: number) => PastProgress | undefined
  /** Of the exchange, in words. */
  readonly standing: () => { readonly connected: boolean; readonly note: string }
}

/** Writes what the store says of a feed's markets: not connected, also where only its own prices don't come. */
export const marketRecords = (
  venue: Venue,
  store: Store["Service"],
  { fixed, listed, progress, standing, takes, unheard }: Known
) => {
  const recordOf = Effect.fnUntraced(function* (market: ListedMarket) {
    const { symbol } = market.market.instrument
    const why = (yield* unheard).get(symbol)
    const past = progress(symbol, yield* marketNow)
    const trading = takes(symbol)
    const restricted = trading.takes !== "ALL"
    const { connected, note: of } = standing()
    const feed = venue.feedOf?.(market.rules)
    const note = feed === undefined ? of : `${of}, ${feedWords(feed)}`
    const record: MarketRecord = {
      ...market.record(venue, connected && why === undefined, why ?? (restricted && connected ? trading.why : note)),
      ...(!fixed.has(symbol) && { onDemand: true }),
      ...(restricted && { trading }),
      ...(past !== undefined && { past })
    }
    return record
  })
  const record = (which: Iterable<ListedMarket>) =>
    Effect.forEach(
      which,
      (market) =>
        Effect.flatMap(recordOf(market), (one) =>
          // It may have been let go meanwhile.
          listed.get(one.id) === market ? store.upsert(Markets, one) : Effect.void
        ),
      { discard: true, concurrency: 16 }
    ).pipe(Effect.catch((error) => Effect.logWarning("a market's record was not written", error)))
  return { record, recordOf }
}
