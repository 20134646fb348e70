import { Context, Effect, Layer, Option, Stream } from "effect"
import type { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import {
  type BotRun,
  BotRuns,
  everyDocument,
  everyTenant,
  ownsSlot,
  type Share,
  slotOf,
  Store,
  type Stored,
  type StoreUnavailable,
  wholeShare
} from "@tradetower/platform"

/** Where a run's projection lies. */
export interface RunAddress {
  readonly tenantId: TenantId
  readonly botDefinitionId: BotId
  readonly botRunId: RunId
}

type Market = Pick<BotRun, "venue" | "symbol">
const marketOf = ({ symbol, venue }: Market): string => `${venue}:${symbol}`

/** The projections of live runs, kept at hand: written here, read for metrics. */
export class RunBoard extends Context.Service<
  RunBoard,
  {
    /** A run's projection as last written, read from the store when it is not at hand. */
    readonly find: (address: RunAddress) => Effect.Effect<Option.Option<Stored<BotRun>>, StoreUnavailable>
    /** What is at hand may be old: the next `find` reads the store. */
    readonly forget: (runId: RunId) => void
    readonly keep: (run: Stored<BotRun>) => void
    /** The live runs of a market. */
    readonly live: (market: Market) => Iterable<BotRun>
  }
>()("@tradetower/realtime/RunBoard") {
  /** Of a share's tenants. */
  static readonly layer = (share: Share = wholeShare): Layer.Layer<RunBoard, StoreUnavailable, Store> =>
    Layer.effect(
      RunBoard,
      Effect.gen(function* () {
        const store = yield* Store
        const kept = new Map<RunId, Stored<BotRun>>()
        const markets = new Map<string, Set<RunId>>()
        const keep = (run: Stored<BotRun>) => {
          kept.set(run.value.id, run)
          const market = marketOf(run.value)
          const runs = markets.get(market)
          if (runs === undefined) markets.set(market, new Set([run.value.id]))
          else runs.add(run.value.id)
        }
        const forget = (runId: RunId) => {
          const known = kept.get(runId)
          if (known === undefined) return
          kept.delete(runId)
          const market = marketOf(known.value)
          const runs = markets.get(market)
          runs?.delete(runId)
          if (runs?.size === 0) markets.delete(market)
        }
        const live = everyTenant("metrics of live runs")
        yield* Stream.runForEach(everyDocument(store, BotRuns, live, { where: { live: true } }), (run) =>
          Effect.sync(() => {
            if (ownsSlot(share, slotOf(run.value.tenantId))) keep(run)
          })
        )
        return {
          find: ({ botDefinitionId, botRunId, tenantId }) => {
            const known = kept.get(botRunId)
            return known === undefined
              ? store.read(BotRuns, { tenantId, botDefinitionId }, botRunId)
              : Effect.succeed(Option.some(known))
          },
          forget,
          keep: (run) => {
            if (run.value.live) keep(run)
            else forget(run.value.id)
          },
          *live(market) {
            for (const id of markets.get(marketOf(market)) ?? []) {
              const run = kept.get(id)
              if (run !== undefined) yield run.value
            }
          }
        }
      })
    )
}
