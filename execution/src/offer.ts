import { Context, Effect, Layer, Option, type Scope } from "effect"
import type { VenueId } from "@tradetower/domain/market"
import { type Offer, Offers, Store } from "@tradetower/platform"
import type { Exchange } from "./exchange.ts"
import { inBackground } from "./patience.ts"
import { venuesOf } from "./venues/venues-of.ts"

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
  /** `own`: the venues recorded here, of which what is known is known here. Default: all. */
  static readonly layer = (exchanges: ReadonlyArray<Exchange>, own?: ReadonlySet<VenueId>) =>
    Layer.effect(Offered, offer(exchanges, own))
}

const ID = "offer"

/** Several processes may say it, each of the venues that it records, into one document. */
export const offer = Effect.fn("offer")(function* (
  exchanges: ReadonlyArray<Exchange>,
  own?: ReadonlySet<VenueId>
): Effect.fn.Return<Offered["Service"], never, Store | Scope.Scope> {
  const store = yield* Store
  const reasons = new Map<VenueId, string>()
  const venues = venuesOf(exchanges)
  const looking = new Set(venues.map(({ id }) => id))
  const connectable = exchanges.map(({ broker, environment, terms, venue }) => ({ broker, environment, venue, terms }))
  /** What is on offer, what others know of theirs as they said it. */
  const offered = (before: Offer | undefined): Offer => ({
    id: ID,
    venues: venues.map(({ id, name, note, onDemand, source }) => {
      const known = own === undefined || own.has(id) ? undefined : before?.venues.find((one) => one.id === id)
      const refused = known === undefined ? reasons.get(id) : known.refused
      const isLooking = known === undefined ? looking.has(id) : known.looking
      return {
        id,
        name,
        source,
        note,
        ...(onDemand !== undefined && { onDemand: true as const }),
        ...(isLooking === true && { looking: true as const }),
        ...(refused !== undefined && { refused })
      }
    }),
    connectable
  })
  /** Writes it over what is there; another that said something meanwhile is left its word. */
  const written = Effect.gen(function* () {
    const before = Option.getOrUndefined(yield* store.read(Offers, { id: ID }, ID))
    const next = offered(before?.value)
    if (before === undefined) yield* store.create(Offers, next)
    else yield* store.replace(Offers, next, before.version)
    return true
  }).pipe(
    Effect.catchTag(["AlreadyExists", "VersionMismatch"], () => Effect.succeed(false)),
    Effect.repeat({ until: (done) => done })
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
