import { Clock, Effect, Option } from "effect"
import type { SimulationRefused } from "@tradetower/backtest/simulation"
import type { JobRecord, Store, StoreUnavailable } from "@tradetower/platform"
import { changeJob, readJob } from "./job-store.ts"

/** How often a job's record is looked at, and its progress written, ms. */
const LOOK_EVERY = 1_000

type Job = Pick<JobRecord, "tenantId" | "id" | "kind">

/** Notes that a job is being worked on; answers false when it was cancelled or deleted before. */
export const begin = Effect.fnUntraced(function* ({ id, kind, tenantId }: Job) {
  const now = yield* Clock.currentTimeMillis
  const job = yield* changeJob(tenantId, id, kind, (found) =>
    found.cancelRequested ? undefined : { ...found, state: "RUNNING", startedAt: found.startedAt ?? now }
  )
  return Option.isSome(job) && !job.value.cancelRequested
})

/** Ends a job that was cancelled. */
export const endCancelled = Effect.fnUntraced(function* ({ id, kind, tenantId }: Job) {
  const endedAt = yield* Clock.currentTimeMillis
  yield* changeJob(tenantId, id, kind, (job) => ({ ...job, state: "CANCELLED", endedAt }))
})

/** Ends a job that can't be done, with why. */
export const endFailed = Effect.fnUntraced(function* ({ id, kind, tenantId }: Job, failure: string) {
  const endedAt = yield* Clock.currentTimeMillis
  yield* changeJob(tenantId, id, kind, (job) => ({ ...job, state: "FAILED", failure, endedAt }))
})

/** How a piece of work ended. */
export type Worked<A> =
  | { readonly _tag: "Done"; readonly value: A }
  /** Its trader cancelled or deleted it; it was interrupted. */
  | { readonly _tag: "Cancelled" }
  /** It can't be done with what was asked for; the message is for the trader. */
  | { readonly _tag: "Refused"; readonly message: string }

/**
 * Works until it is done, refused, or cancelled by its trader. `report` is called once a second to write down how far
 * it is.
 */
export const workOn = <A, R, E2 = never, R2 = never>(
  job: Job,
  work: Effect.Effect<A, SimulationRefused, R>,
  report: Effect.Effect<void, E2, R2>
): Effect.Effect<Worked<A>, StoreUnavailable | E2, Store | R | R2> => {
  const worked: Effect.Effect<Worked<A>, never, R> = work.pipe(
    Effect.map((value) => ({ _tag: "Done" as const, value })),
    Effect.catch(({ message }) => Effect.succeed({ _tag: "Refused" as const, message }))
  )
  const watch: Effect.Effect<Worked<A>, StoreUnavailable | E2, Store | R2> = Effect.gen(function* () {
    for (;;) {
      yield* Effect.sleep(LOOK_EVERY)
      const found = yield* readJob(job.tenantId, job.id, job.kind)
      if (Option.isNone(found) || found.value.cancelRequested) return { _tag: "Cancelled" as const }
      yield* report
    }
  })
  return Effect.raceFirst(worked, watch)
}
