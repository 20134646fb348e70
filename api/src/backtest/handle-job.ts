import { Cause, Effect, Option, Result, Schema } from "effect"
import { Backtests, JobMessage, type JobRecord, Poison, Store, type StoreUnavailable } from "@tradetower/platform"
import { type Incoming, sameTenant } from "../engine/handle-command.ts"
import { isFinal } from "./job-store.ts"
import { runBacktestJob } from "./run-backtest-job.ts"
import { runSweepJob } from "./run-sweep-job.ts"
import { endFailed } from "./work-on-job.ts"

const readMessage = Schema.decodeUnknownResult(JobMessage)

/** A defect ends the job and says so; it is logged here, and trying again would not help. */
const orSaySo = <E, R>(
  job: JobRecord,
  work: Effect.Effect<void, E, R>
): Effect.Effect<void, E | StoreUnavailable, R | Store> =>
  Effect.catchCause(work, (cause): Effect.Effect<void, E | StoreUnavailable, Store> => {
    if (!Cause.hasDies(cause) || Cause.hasInterrupts(cause)) return Effect.failCause(cause)
    return Effect.andThen(
      Effect.logError(`${job.kind} ${job.id} failed`, cause),
      endFailed(job, "This is our fault, and it was logged.")
    )
  })

/**
 * Carries out one message of `backtest-jobs` or `sweep-jobs`. What is done, cancelled or deleted is left alone, so that a message may
 * come again; fails with something retryable when the store or the blobs are away.
 */
export const handleJob = Effect.fnUntraced(function* (message: Incoming) {
  const read = readMessage(message.body)
  if (Result.isFailure(read))
    return yield* new Poison({ reason: "UNREADABLE", message: `not a job: ${read.failure.message}` })
  const { id, part, tenantId } = read.success
  yield* sameTenant(message, tenantId)
  const store = yield* Store
  const stored = yield* store.read(Backtests, { tenantId }, id)
  if (Option.isNone(stored) || isFinal(stored.value.value)) return
  const job = stored.value.value
  if (job.kind === "BACKTEST") yield* orSaySo(job, runBacktestJob(job))
  else if (job.kind === "SWEEP") yield* orSaySo(job, runSweepJob(job, part))
})
