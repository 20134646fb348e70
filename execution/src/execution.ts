import { Context, type Duration, Effect, Layer, type Scope } from "effect"
import {
  type Blobs,
  type Bus,
  Leases,
  type Secrets,
  type Store,
  type StoreUnavailable,
  type Telemetry,
  whileHeld
} from "@tradetower/platform"
import type { Exchange } from "./exchange.ts"
import { followErasures } from "./erasure/follow-erasures.ts"
import { heldBy } from "./held.ts"
import { leased } from "./leased.ts"
import { runFeed } from "./market-data/feed.ts"
import { Needed } from "./market-data/needed.ts"
import { Markets } from "./markets.ts"
import { Accounts, OrphanPatience } from "./orders/accounts.ts"
import { Offered } from "./offer.ts"
import { orders } from "./orders/orders.ts"
import { availableAt } from "./available.ts"
import { Risk, risk } from "./risk/risk.ts"
import { makeWatch, type Watch } from "./watch/watch.ts"

type Needs = Store | Bus | Blobs | Secrets | Telemetry

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

const feeds = Layer.effectDiscard(
  Effect.gen(function* () {
    const { exchanges } = yield* Markets
    const { seeing } = yield* Risk
    const watch = seeing(yield* Watching)
    const needed = yield* Needed
    const offered = yield* Offered
    yield* Effect.forEach(
      exchanges,
      ({ marketData }) =>
        Effect.catch(runFeed(marketData, watch, needed, offered), (error) =>
          Effect.andThen(
            Effect.logError(`the market data of ${marketData.id} was refused for good: no bot trades there`, error),
            offered.refused(marketData.id, error.message)
          )
        ),
      { concurrency: "unbounded", discard: true }
    )
  })
)

/** The always-on part as a layer, for an application that is one merge of layers; read it from the bottom. */
export const executionLayer = ({
  exchanges,
  orphanPatience
}: ExecutionOptions): Layer.Layer<never, StoreUnavailable, Needs> => {
  const all = feeds.pipe(
    Layer.provide(Layer.mergeAll(losses, erasures)),
    Layer.provide(Watching.layer),
    Layer.provide(orders),
    Layer.provide(risk(exchanges)),
    Layer.provide(Offered.layer(exchanges))
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

/**
 * Execution as one of several that may run: it waits until it is its turn, and stops at once when another's has begun,
 * to wait again. For ever; fails only with what no later try would mend.
 */
export const executionInTurn = (options: ExecutionOptions): Effect.Effect<never, StoreUnavailable, Needs | Leases> =>
  whileHeld("execution", (lease) =>
    Effect.gen(function* () {
      const exchanges = options.exchanges.map(leased(yield* Leases)).map(heldBy(lease))
      yield* runExecution({ ...options, exchanges })
      return yield* Effect.never
    })
  ).pipe(
    Effect.catchTag("LeaseLost", ({ message }) => Effect.logWarning(message)),
    Effect.forever
  )
