import { Context, Effect, Layer, Option, Stream } from "effect"
import type { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import {
  type BotRun,
  BotRuns,
  everyDocument,
  everyTenant,
  Store,
  type Stored,
  type StoreUnavailable
} from "@tradetower/platform"

/** Where a run's projection lies. */
export interface RunAddress {
  readonly tenantId: TenantId
  readonly botDefinitionId: BotId
  readonly botRunId: RunId
}

/** The projections of live runs, kept at hand: written here, read for metrics. */
export class RunBoard extends Context.Service<
  RunBoard,
  {
    /** A run's projection as last written, read from the store when it is not at hand. */
    readonly find: (address: RunAddress) => Effect.Effect<Option.Option<Stored<BotRun>>, StoreUnavailable>
    /** What is at hand may be old: the next `find` reads the store. */
    readonly forget: (runId: RunId) => void
    readonly keep: (run: Stored<BotRun>) => void
    readonly live: () => Iterable<BotRun>
  }
>()("@tradetower/realtime/RunBoard") {
  static readonly layer: Layer.Layer<RunBoard, StoreUnavailable, Store> = Layer.effect(
    RunBoard,
    Effect.gen(function* () {
      const store = yield* Store
      const kept = new Map<RunId, Stored<BotRun>>()
      const live = everyTenant("metrics of live runs")
      yield* Stream.runForEach(everyDocument(store, BotRuns, live, { where: { live: true } }), (run) =>
        Effect.sync(() => kept.set(run.value.id, run))
      )
      return {
        find: ({ botDefinitionId, botRunId, tenantId }) => {
          const known = kept.get(botRunId)
          return known === undefined
            ? store.read(BotRuns, { tenantId, botDefinitionId }, botRunId)
            : Effect.succeed(Option.some(known))
        },
        forget: (runId) => void kept.delete(runId),
        keep: (run) => {
          if (run.value.live) kept.set(run.value.id, run)
          else kept.delete(run.value.id)
        },
        *live() {
          for (const run of kept.values()) yield run.value
        }
      }
    })
  )
}
