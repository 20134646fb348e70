import { Effect, Option } from "effect"
import { Backtests, type JobRecord, Store } from "@tradetower/platform"
import { Conflict, CurrentPrincipal, NotFound } from "../../../contract/index.ts"
import { cancelJob, isFinal, readJob } from "../../backtest/job-store.ts"
import { removeResult } from "../../backtest/result-store.ts"

const LISTED = 100

/** A job of the signed-in trader. */
export const findJob = Effect.fnUntraced(function* <K extends JobRecord["kind"]>(id: string, kind: K) {
  const { tenantId } = yield* CurrentPrincipal
  const job = yield* readJob(tenantId, id, kind)
  if (Option.isSome(job)) return job.value
  return yield* new NotFound({ detail: `You have no ${kind.toLowerCase()} with this id.` })
})

/** The newest jobs of a kind. */
export const newestJobs = Effect.fnUntraced(function* (kind: JobRecord["kind"], limit: number = LISTED) {
  const { tenantId } = yield* CurrentPrincipal
  const store = yield* Store
  const page = yield* store.query(
    Backtests,
    { tenantId },
    { where: { kind }, orderBy: { field: "createdAt", direction: "DESC" }, limit }
  )
  return page.items.map(({ value }) => value)
})

/** Refuses what is not done, saying how far it is. */
export const mustBeDone = ({ failure, progress, state }: JobRecord): Effect.Effect<void, Conflict> => {
  if (state === "DONE") return Effect.void
  if (state === "FAILED") return new Conflict({ detail: `It failed: ${failure ?? "the log says why."}` })
  if (state === "CANCELLED") return new Conflict({ detail: "It was cancelled." })
  return new Conflict({ detail: `It is not done yet: ${Math.floor(progress * 100)} %.` })
}

/** Cancels a job that is not done. */
export const cancelFound = Effect.fnUntraced(function* <K extends JobRecord["kind"]>(id: string, kind: K) {
  const job = yield* findJob(id, kind)
  if (isFinal(job)) return yield* new Conflict({ detail: "It has ended already." })
  return Option.getOrElse(yield* cancelJob(job.tenantId, id, kind), () => job)
})

/** Deletes a job and what it left; whoever works on it notices that it is gone. */
export const removeJob = Effect.fnUntraced(function* (id: string, kind: JobRecord["kind"]) {
  const { tenantId } = yield* findJob(id, kind)
  const store = yield* Store
  yield* store.remove(Backtests, { tenantId }, id)
  yield* removeResult(tenantId, id)
})
