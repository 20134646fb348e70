import { type Duration, Effect, Layer, type Scope } from "effect"
import type { Blobs, Bus, Store, StoreUnavailable, Telemetry } from "@tradetower/platform"
import type { Exchange } from "./exchange.ts"
import { runFeed } from "./market-data/feed.ts"
import { runOrders } from "./orders/orders.ts"
import { availableAt } from "./available.ts"
import { makeRisk } from "./risk/risk.ts"
import { makeWatch } from "./watch/watch.ts"

type Needs = Store | Bus | Blobs | Telemetry

export interface ExecutionOptions {
  /** An adapter for each exchange traded on: the paper exchange, a broker's, a test's. */
  readonly exchanges: ReadonlyArray<Exchange>
  /** How long an order at an exchange that nothing of ours knows may wait for its step. Default: two minutes. */
  readonly orphanPatience?: Duration.Input
}

/**
 * The always-on part: orders out, fills and market data in, wakes to bots. Returns once everything runs, and stops with
 * the scope. `MarketTime` must be the clock of the market it trades on.
 *
 * @example
 * const market = yield* openMarket({ kind: "SIMULATED", speed: 1, seed: 1 })
 * const paper = yield* paperExchange(PAPER, market.data)
 * yield* runExecution({ exchanges: [paper] }).pipe(Effect.provideService(MarketTime, market.time))
 */
export const runExecution = Effect.fn("runExecution")(function* ({
  exchanges,
  orphanPatience = "2 minutes"
}: ExecutionOptions): Effect.fn.Return<void, StoreUnavailable, Needs | Scope.Scope> {
  const risk = yield* makeRisk(exchanges)
  const { markets } = risk
  const watch = yield* makeWatch(markets.all, availableAt(markets), (id, tenantId) =>
    markets.exchange(id)?.unheard?.(tenantId)
  )
  const accounts = yield* runOrders(markets, risk.clear, risk.book, orphanPatience)
  yield* risk.watch(accounts.of)
  yield* Effect.forEach(
    markets.exchanges,
    (exchange) =>
      Effect.catch(runFeed(exchange, risk.seeing(watch)), (error) =>
        Effect.logError(`the market data of ${exchange.id} was refused for good: no bot trades there`, error)
      ),
    { concurrency: "unbounded", discard: true }
  )
})

/** The same as a layer, for an application that is one merge of layers. */
export const executionLayer = (options: ExecutionOptions): Layer.Layer<never, StoreUnavailable, Needs> =>
  Layer.effectDiscard(runExecution(options))
