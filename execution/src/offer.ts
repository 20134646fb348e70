import { Context, Effect, Layer, type Scope } from "effect"
import type { VenueId } from "@tradetower/domain/market"
import { Offers, Store } from "@tradetower/platform"
import type { Exchange } from "./exchange.ts"
import { inBackground } from "./patience.ts"

/** Says what can be traded at and connected here, for whoever asks: that follows from the exchanges there are. */
export class Offered extends Context.Service<
  Offered,
  {
    /** Whether a venue's prices come is known: they do, can't now, or nobody needs any. */
    readonly looked: (venue: VenueId) => Effect.Effect<void>
    /** A venue's prices won't come any more, for a reason in words. */
    readonly refused: (venue: VenueId, reason: string) => Effect.Effect<void>
  }
>()("@tradetower/execution/Offered") {
  static readonly layer = (exchanges: ReadonlyArray<Exchange>) => Layer.effect(Offered, offer(exchanges))
}

const offer = Effect.fn("offer")(function* (
  exchanges: ReadonlyArray<Exchange>
): Effect.fn.Return<Offered["Service"], never, Store | Scope.Scope> {
  const store = yield* Store
  const reasons = new Map<VenueId, string>()
  const venues = new Map(exchanges.map(({ marketData, venue }) => [venue, marketData]))
  const looking = new Set(venues.keys())
  const written = Effect.suspend(() =>
    store.upsert(Offers, {
      id: "offer",
      venues: Array.from(venues, ([id, { name, note, onDemand, source }]) => {
        const refused = reasons.get(id)
        return {
          id,
          name,
          source,
          note,
          ...(onDemand !== undefined && { onDemand: true as const }),
          ...(looking.has(id) && { looking: true as const }),
          ...(refused !== undefined && { refused })
        }
      }),
      connectable: exchanges.map(({ broker, environment, terms, venue }) => ({ broker, environment, venue, terms }))
    })
  )
  const write = inBackground("writing what is on offer", written)
  yield* write
  return {
    looked: (venue) => Effect.suspend(() => (looking.delete(venue) ? write : Effect.void)),
    refused: (venue, reason) =>
      Effect.suspend(() => {
        looking.delete(venue)
        reasons.set(venue, reason)
        return write
      })
  }
})
