import { type Duration, Effect, RcRef, type Scope } from "effect"
import {
  Blobs,
  Bus,
  heldBlobs,
  heldBus,
  heldStore,
  type Lease,
  Leases,
  type Share,
  shareName,
  sharesOf,
  Store,
  type StoreUnavailable
} from "@tradetower/platform"
import type { Exchange } from "../exchange.ts"
import { type Needs, runExecution } from "../execution.ts"
import { heldBy } from "../held.ts"
import { leased } from "../leased.ts"
import { recordVenue } from "../market-data/feed.ts"
import { neededByAll } from "../market-data/needed-by-all.ts"
import { offer } from "../offer.ts"
import type { Venue } from "../venues/venue.ts"
import { OwnShare } from "./own-share.ts"
import { storeOfShare } from "./share-store.ts"

export interface SharedExecutionOptions {
  /** An adapter for each exchange traded on, opened anew for whatever is taken over: nothing is remembered from before. */
  readonly exchanges: Effect.Effect<ReadonlyArray<Exchange>, never, Store>
  /** How many shares the tenants are divided into; no more processes than that have accounts. Default: 1. */
  readonly shares?: number
  /** See `ExecutionOptions`. */
  readonly orphanPatience?: Duration.Input
}

/** What can be somebody's, by its name, and what is done with it. */
type Work = readonly [string, (lease: Lease) => Effect.Effect<never, StoreUnavailable, Needs | Scope.Scope>]

/** Two lists as one, both spread evenly over it: who gets a part of it gets some of either. */
const evenly = <A>(one: ReadonlyArray<A>, other: ReadonlyArray<A>): ReadonlyArray<A> =>
  [one, other]
    .flatMap((list) => list.map((item, nth) => ({ item, at: (nth + 0.5) / list.length })))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)

/**
 * Execution as one of any number of processes at one store: they divide shares of the tenants among them and, where there
 * is more than one, the venues that are recorded, each one process's at a time. What a process loses it ends at once, and
 * another takes it over. For ever; fails only with what no later try would mend.
 */
export const sharedExecution = ({
  exchanges: open,
  shares = 1,
  ...options
}: SharedExecutionOptions): Effect.Effect<never, StoreUnavailable, Needs | Leases> =>
  Effect.gen(function* () {
    const leases = yield* Leases
    const store = yield* Store
    const blobs = yield* Blobs
    const bus = yield* Bus
    const trade = Effect.fnUntraced(function* (share: Share, lease: Lease) {
      // Paper accounts write what prices do to them, too.
      const ours = heldStore(store, lease)
      const opened = yield* Effect.provideService(open, Store, ours)
      const exchanges = opened.map(leased(leases)).map(heldBy(lease))
      yield* runExecution({ ...options, exchanges }).pipe(
        Effect.provideService(Store, storeOfShare(ours, share)),
        Effect.provideService(Bus, heldBus(bus, lease)),
        Effect.provideService(OwnShare, share)
      )
      return yield* Effect.never
    })
    /** What bots and pages of all shares need, counted once for all venues that are recorded here. */
    const everybody = yield* RcRef.make({ acquire: neededByAll("execution-record") })
    const record = Effect.fnUntraced(function* (venue: Venue, lease: Lease) {
      const needed = yield* RcRef.get(everybody)
      const offered = yield* offer(yield* open, new Set([venue.id]))
      const recorded = recordVenue(venue, needed, offered).pipe(
        Effect.provideService(Store, heldStore(store, lease)),
        Effect.provideService(Blobs, heldBlobs(blobs, lease)),
        Effect.provideService(Bus, heldBus(bus, lease))
      )
      yield* Effect.catch(recorded, (error) =>
        Effect.andThen(
          Effect.logError(`the market data of ${venue.id} was refused for good: nothing of it is recorded`, error),
          offered.refused(venue.id, error.message)
        )
      )
      return yield* Effect.never
    })

    const traded = sharesOf(shares).map((share): Work => [`share${shareName(share)}`, (lease) => trade(share, lease)])
    const recorded = (shares > 1 ? yield* open : []).map(({ marketData }): Work => [
      `venue-${marketData.id}`,
      (lease) => record(marketData, lease)
    ])
    const works = new Map(evenly(traded, recorded))
    return yield* leases.share(
      "execution",
      [...works.keys()],
      (item, lease) => works.get(item)?.(lease) ?? Effect.never
    )
  }).pipe(Effect.scoped)
