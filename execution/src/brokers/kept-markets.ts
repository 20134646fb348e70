import { Effect, Option } from "effect"
import { type Market, marketOf, type Symbol } from "@tradetower/domain/market"
import { Markets as MarketRecords, queryAll, Store } from "@tradetower/platform"
import { ExchangeUnavailable } from "../unavailable.ts"
import type { Venue } from "../venues/venue.ts"

/** Where the account's markets are looked up, as this folder counts them. */
export interface AccountMarkets {
  readonly of: (symbol: Symbol) => Effect.Effect<Market | undefined, ExchangeUnavailable>
  readonly all: Effect.Effect<ReadonlyArray<Market>, ExchangeUnavailable>
}

/** Markets as this folder counts them, kept by whoever follows them. */
export const keptMarkets = Effect.fnUntraced(function* (
  venue: Venue["id"]
): Effect.fn.Return<AccountMarkets, never, Store> {
  const store = yield* Store
  const known = new Map<string, Market>()
  const unavailable = ({ message, retryable }: { readonly message: string; readonly retryable: boolean }) =>
    new ExchangeUnavailable({ message, retryable })
  return {
    of: (symbol) => {
      const before = known.get(symbol)
      if (before !== undefined) return Effect.succeed(before)
      return store.read(MarketRecords, { venue }, symbol).pipe(
        Effect.mapError(unavailable),
        Effect.map((record) => {
          const instrument = Option.getOrUndefined(record)?.value.instrument
          if (instrument === undefined) return undefined
          const market = marketOf(instrument)
          known.set(symbol, market)
          return market
        })
      )
    },
    all: queryAll(MarketRecords, { venue }).pipe(
      Effect.provideService(Store, store),
      Effect.mapError(unavailable),
      Effect.map((records) => records.map(({ instrument }) => marketOf(instrument)))
    )
  }
})
