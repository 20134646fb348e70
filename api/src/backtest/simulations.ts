import { availableParallelism } from "node:os"
import { Context, Effect, Layer, type Option, Semaphore } from "effect"
import {
  type BacktestTask,
  type Imported,
  type ImportTask,
  type PresetTask,
  type RehearsalTask,
  SimulationRefused,
  SimulationThread,
  sweepThreads
} from "@tradetower/backtest/simulation"
import type { TenantId } from "@tradetower/domain/ids"
import type { RehearsalRow } from "@tradetower/domain/rehearsal"
import type { BacktestResult } from "@tradetower/domain/simulation"
import { SharedPlaces, type TooManyWaiting } from "@tradetower/platform"
import { type PresetView, TooMany } from "../../contract/index.ts"

/** A core is left for what is live. */
const COUNT = Math.max(1, availableParallelism() - 1)

/** How many backtests are worked on at once; the others wait in the bus, where tenants take turns. */
export const BACKTESTS_AT_ONCE = COUNT

/** How many presets, rehearsals and files of a tenant's may wait for their thread. */
const WAITING = 8

/** A file that takes longer than this to read is made to: the largest takes a fraction of it. Others wait for its thread. */
const READ_WITHIN = "2 minutes"

/** What went wrong, for the trader when it can be mended; a defect otherwise. */
export const refusedOrDefect = (cause: unknown): Effect.Effect<never, SimulationRefused> =>
  cause instanceof SimulationRefused ? Effect.fail(cause) : Effect.die(cause)

const tooMany =
  (of: string) =>
  ({ most }: TooManyWaiting) =>
    new TooMany({ detail: `${most} of your ${of} wait already. Try again in a moment.`, retryAfter: 5 })

const attempt = <A>(ask: () => Promise<A>): Effect.Effect<A, SimulationRefused> =>
  Effect.catch(Effect.tryPromise({ try: ask, catch: (cause) => cause }), refusedOrDefect)

/**
 * Simulations on threads of their own: one for presets, one for rehearsals, one for files, some for backtests, some for sweeps, so that
 * neither waits for the others; tenants take turns on each. Interrupting a backtest or a sweep ends its thread, which is
 * begun anew when it is needed.
 */
export class Simulations extends Context.Service<
  Simulations,
  {
    readonly presets: (tenantId: TenantId, task: PresetTask) => Effect.Effect<ReadonlyArray<PresetView>, TooMany>
    readonly rehearse: (
      tenantId: TenantId,
      task: Omit<RehearsalTask, "_tag">
    ) => Effect.Effect<ReadonlyArray<RehearsalRow>, TooMany>
    readonly backtest: (
      tenantId: TenantId,
      task: Omit<BacktestTask, "_tag">
    ) => Effect.Effect<BacktestResult, SimulationRefused>
    /** Reads a file of candles; a bad line refuses it. */
    readonly read: (
      tenantId: TenantId,
      task: Omit<ImportTask, "_tag">
    ) => Effect.Effect<Imported, SimulationRefused | TooMany>
    /** Gives a sweep all its threads for as long as `work` lasts; none while another sweep has them. */
    readonly sweeping: <A, E, R>(
      work: (threads: ReadonlyArray<SimulationThread>) => Effect.Effect<A, E, R>
    ) => Effect.Effect<Option.Option<A>, E, R>
  }
>()("@tradetower/api/Simulations") {
  static readonly layer = Layer.effect(
    Simulations,
    Effect.gen(function* () {
      const forPresets = new SimulationThread()
      const forRehearsals = new SimulationThread()
      const forFiles = new SimulationThread()
      const free = Array.from({ length: COUNT }, () => new SimulationThread())
      const forSweeps = sweepThreads()
      const presetPlaces = new SharedPlaces(1, WAITING)
      const rehearsalPlaces = new SharedPlaces(1, WAITING)
      const filePlaces = new SharedPlaces(1, WAITING)
      // As many as are handed over wait: the bus hands over a few.
      const backtestPlaces = new SharedPlaces(COUNT, Number.MAX_SAFE_INTEGER)
      const sweeps = yield* Semaphore.make(1)
      yield* Effect.addFinalizer(() =>
        Effect.promise(() =>
          Promise.all([forPresets, forRehearsals, forFiles, ...free, ...forSweeps].map((thread) => thread.end()))
        )
      )
      const endAll = (threads: ReadonlyArray<SimulationThread>) =>
        Effect.promise(() => Promise.all(threads.map((thread) => thread.end())))
      return {
        presets: (tenantId, task) =>
          presetPlaces
            .take(tenantId, Effect.orDie(attempt(() => forPresets.run({ _tag: "Presets", ...task }))))
            .pipe(Effect.catchTag("TooManyWaiting", tooMany("previews"))),
        rehearse: (tenantId, task) =>
          rehearsalPlaces
            .take(tenantId, Effect.orDie(attempt(() => forRehearsals.run({ _tag: "Rehearsal", ...task }))))
            .pipe(Effect.catchTag("TooManyWaiting", tooMany("rehearsals"))),
        backtest: (tenantId, task) =>
          backtestPlaces
            .take(
              tenantId,
              Effect.acquireUseRelease(
                Effect.sync(() => free.pop() ?? new SimulationThread()),
                (thread) =>
                  Effect.onInterrupt(
                    attempt(() => thread.run({ _tag: "Backtest", ...task })),
                    () => endAll([thread])
                  ),
                (thread) => Effect.sync(() => void free.push(thread))
              )
            )
            .pipe(Effect.catchTag("TooManyWaiting", Effect.die)),
        read: (tenantId, task) =>
          filePlaces
            .take(
              tenantId,
              Effect.onInterrupt(
                attempt(() => forFiles.run({ _tag: "Import", ...task })),
                () => endAll([forFiles])
              ).pipe(
                Effect.timeoutOrElse({
                  duration: READ_WITHIN,
                  orElse: () =>
                    new SimulationRefused({
                      message: `The file takes more than ${READ_WITHIN} to read. Make several of it.`
                    })
                })
              )
            )
            .pipe(Effect.catchTag("TooManyWaiting", tooMany("files"))),
        sweeping: (work) =>
          sweeps.withPermitsIfAvailable(1)(Effect.onInterrupt(work(forSweeps), () => endAll(forSweeps)))
      }
    })
  )
}
