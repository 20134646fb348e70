import { Effect, Option, type Scope } from "effect"
import type { Symbol, VenueId } from "@tradetower/domain/market"
import { type MarketRecord, Markets, queryAll, Store } from "@tradetower/platform"
import { inBackground } from "../patience.ts"

/** Up to when the candles of markets that another process records are in the archive. */
export interface KeptCandles {
  /** Market time, ms; undefined while it is not known. */
  readonly until: (venue: VenueId, symbol: Symbol) => number | undefined
  /** Looks at what is written of a venue's markets, or of one: what follows is heard of. */
  readonly look: (venue: VenueId, symbol?: Symbol) => Effect.Effect<void>
}

/** Follows what the records of markets say of it, under a name of its own, until the scope closes. */
export const followKeptCandles = Effect.fn("followKeptCandles")(function* (
  consumer: string
): Effect.fn.Return<KeptCandles, never, Store | Scope.Scope> {
  const store = yield* Store
  const kept = new Map<string, number>()
  const nameOf = (venue: VenueId, symbol: Symbol) => `${venue}/${symbol}`
  const take = (records: Iterable<MarketRecord>): void => {
    for (const { followed, id, keptUntil, venue } of records) {
      if (followed && keptUntil !== undefined) kept.set(nameOf(venue, id), keptUntil)
      else kept.delete(nameOf(venue, id))
    }
  }
  yield* Effect.forkScoped(
    inBackground(
      "following which candles are kept",
      store.changes(Markets, consumer, (batch) => Effect.sync(() => take(batch)), { from: "NOW" })
    )
  )
  return {
    until: (venue, symbol) => kept.get(nameOf(venue, symbol)),
    look: (venue, symbol) =>
      inBackground(
        "reading which candles are kept",
        Effect.map(
          symbol === undefined
            ? Effect.provideService(queryAll(Markets, { venue }, { where: { followed: true } }), Store, store)
            : Effect.map(store.read(Markets, { venue }, symbol), (found) =>
                Option.toArray(Option.map(found, ({ value }) => value))
              ),
          take
        )
      )
  }
})
