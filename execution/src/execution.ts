import { Context, type Duration, Effect, Layer, type Scope } from "effect"
import {
  type Blobs,
  type Bus,
  type Secrets,
  type Store,
  type StoreUnavailable,
  type Telemetry
} from "@tradetower/platform"
import type { VenueId } from "@tradetower/domain/market"
import type { Exchange } from "./exchange.ts"
import { followErasures } from "./erasure/follow-erasures.ts"
import { runFeed } from "./market-data/feed.ts"
import { makeListenTo } from "./market-data/listen-to.ts"
import { Needed } from "./market-data/needed.ts"
import { Markets } from "./markets.ts"
import { Accounts } from "./orders/accounts.ts"
import { OrphanPatience } from "./orders/orphans.ts"
import { Offered } from "./offer.ts"
import { orders } from "./orders/orders.ts"
import { availableAt } from "./available.ts"
import { Risk, risk } from "./risk/risk.ts"
import { OwnShare } from "./shares/own-share.ts"
import type { Venue } from "./venues/venue.ts"
import { makeWatch, type Watch } from "./watch/watch.ts"

export type Needs = Store | Bus | Blobs | Secrets | Telemetry

export interface ExecutionOptions {
  /** An adapter for each exchange traded on: the paper exchange, a broker's, a test's. */
  readonly exchanges: ReadonlyArray<Exchange>
  /** How long an order at an exchange that nothing of ours knows may wait for its step. Default: two minutes. */
  readonly orphanPatience?: Duration.Input
}

/** Where prices come in and wakes go out. */
class Watching extends Context.Service<Watching, Watch>()("@tradetower/execution/Watching") {
  static readonly layer = Layer.effect(
    Watching,
    Effect.gen(function* () {
      const accounts = yield* Accounts
      return yield* makeWatch(availableAt(accounts), accounts.unheard)
    })
  )
}

const erasures = Layer.effectDiscard(followErasures)

const losses = Layer.effectDiscard(
  Effect.gen(function* () {
    const { watch } = yield* Risk
    const { of } = yield* Accounts
    yield* watch(of)
  })
)

/** Has every venue followed; one that refuses for good keeps no other from it. */
const venuesFollowed = <E extends { readonly message: string }, R>(
  follow: (venue: Venue, watch: Watch, needed: Needed["Service"]) => Effect.Effect<void, E, R>,
  refused: (venue: VenueId, reason: string) => Effect.Effect<void> = () => Effect.void
) =>
  Effect.gen(function* () {
    const { venues } = yield* Markets
    const { seeing } = yield* Risk
    const watch = seeing(yield* Watching)
    const needed = yield* Needed
    yield* Effect.forEach(
      venues,
      (venue) =>
        Effect.catch(follow(venue, watch, needed), (error) =>
          Effect.andThen(
            Effect.logError(`the market data of ${venue.id} was refused for good: no bot trades there`, error),
            refused(venue.id, error.message)
          )
        ),
      { concurrency: "unbounded", discard: true }
    )
  })

/** The one execution there is records what it follows; of several shares each only listens for its own bots. */
const feeds = (exchanges: ReadonlyArray<Exchange>) =>
  Layer.unwrap(
    Effect.map(OwnShare, (share) =>
      share.of === 1
        ? Layer.effectDiscard(
            Effect.flatMap(Offered, (offered) =>
              venuesFollowed((venue, watch, needed) => runFeed(venue, watch, needed, offered), offered.refused)
            )
          ).pipe(Layer.provide(Offered.layer(exchanges)))
        : Layer.effectDiscard(Effect.flatMap(makeListenTo(share), (listenTo) => venuesFollowed(listenTo)))
    )
  )

/** The always-on part as a layer, for an application that is one merge of layers; read it from the bottom. */
export const executionLayer = ({
  exchanges,
  orphanPatience
}: ExecutionOptions): Layer.Layer<never, StoreUnavailable, Needs> => {
  const all = feeds(exchanges).pipe(
    Layer.provide(Layer.mergeAll(losses, erasures)),
    Layer.provide(Watching.layer),
    Layer.provide(orders),
    Layer.provide(risk(exchanges))
  )
  return orphanPatience === undefined ? all : Layer.provide(all, Layer.succeed(OrphanPatience, orphanPatience))
}

/**
 * The always-on part: orders out, fills and market data in, wakes to bots. Returns once everything runs, and stops with
 * the scope. `MarketTime` must be the clock of the market it trades on.
 *
 * @example
 * const venue = yield* openVenue({ kind: "SIMULATED", speed: 1, seed: 1 })
 * const paper = yield* paperExchange(venue)
 * yield* runExecution({ exchanges: [paper] }).pipe(Effect.provideService(MarketTime, timeOf(venue)))
 */
export const runExecution = (options: ExecutionOptions): Effect.Effect<void, StoreUnavailable, Needs | Scope.Scope> =>
  Effect.asVoid(Layer.build(executionLayer(options)))
