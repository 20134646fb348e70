import { Context, Effect, Layer, type Scope } from "effect"
import type { Symbol, VenueId } from "@tradetower/domain/market"
import {
  type Exchange,
  type ExchangeUnavailable,
  openVenue,
  paperExchange,
  RealBrokers,
  type ReplayRefused,
  timeOf,
  type VenueChoice,
  Venues
} from "@tradetower/execution"
import {
  type Blobs,
  type BlobsUnavailable,
  MarketTime,
  Secrets,
  type Store,
  type StoreUnavailable
} from "@tradetower/platform"

/** What is traded on, and the clock of its market. */
export interface Exchanges {
  /** An adapter for each exchange: opened anew by each share of the tenants, and each time it is taken over. */
  readonly exchanges: Effect.Effect<ReadonlyArray<Exchange>, never, Store>
  readonly time: (typeof MarketTime)["Service"]
}

/** Pairs of venues that are followed whether or not somebody needs them. */
export type Follow = ReadonlyMap<VenueId, ReadonlyArray<Symbol>>

/** How the exchanges are opened, once the data folder is. */
export type OpenTrading = Effect.Effect<
  Exchanges,
  ReplayRefused | BlobsUnavailable | StoreUnavailable | ExchangeUnavailable,
  Store | Blobs | Secrets | Venues | RealBrokers | Scope.Scope
>

export class Trading extends Context.Service<Trading, Exchanges>()("@tradetower/local/Trading") {
  /** Opens the exchanges, and sets the clock that everything of a bot goes by. */
  static readonly layer = (open: OpenTrading) =>
    Layer.effectContext(
      Effect.map(open, (trading) => Context.make(Trading, trading).pipe(Context.add(MarketTime, trading.time)))
    )
}

/**
 * The paper exchange at these prices and, where they are live, at those of every other venue's pairs that somebody needs,
 * with the brokers beside it; `follow` are needed always. `aside` is said wherever it is said where the first come from.
 */
export const paperTrading = (
  choice: VenueChoice,
  { aside, follow = new Map() }: { readonly aside?: string; readonly follow?: Follow } = {}
): OpenTrading =>
  Effect.gen(function* () {
    const own = yield* openVenue(choice)
    const said = aside === undefined ? own : { ...own, note: `${own.note}. ${aside}` }
    // Only what goes on in real time can be followed beside it.
    const others = choice.kind === "LIVE" ? [...(yield* Venues).values()].filter(({ id }) => id !== own.id) : []
    const brokers = choice.kind === "LIVE" ? yield* RealBrokers : []
    const followed = [said, ...others.map((venue) => ({ ...venue, onDemand: { always: follow.get(venue.id) ?? [] } }))]
    const paper = Effect.forEach(followed, (venue) => paperExchange(venue))
    const real = Effect.provideService(
      Effect.forEach(brokers, ({ exchanges }) => exchanges(followed)),
      Secrets,
      yield* Secrets
    )
    return {
      exchanges: Effect.zipWith(paper, real, (ours, theirs) => [...ours, ...theirs.flat()]),
      time: timeOf(own)
    }
  })
