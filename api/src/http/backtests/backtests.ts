import { Effect, Option } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { compareMetrics } from "@tradetower/domain/simulation"
import { type BacktestRecord, Backtests, type JobRecord, Store } from "@tradetower/platform"
import { Api, Conflict, CurrentPrincipal, NotFound } from "../../../contract/index.ts"
import { backtestView, resultView } from "../../backtest/job-views.ts"
import { cancelJob, isFinal, readJob } from "../../backtest/job-store.ts"
import { readResult, readTrades, removeResult } from "../../backtest/result-store.ts"
import { startBacktest } from "../../backtest/start-run.ts"
import { serving } from "../server/serve.ts"

const LISTED = 100
const PAGE = 100

/** A job of the signed-in trader. */
export const findJob = Effect.fnUntraced(function* <K extends JobRecord["kind"]>(id: string, kind: K) {
  const { userId: tenantId } = yield* CurrentPrincipal
  const job = yield* readJob(tenantId, id, kind)
  if (Option.isSome(job)) return job.value
  return yield* new NotFound({ detail: `You have no ${kind.toLowerCase()} with this id.` })
})

/** The newest jobs of a kind. */
export const newestJobs = Effect.fnUntraced(function* (kind: JobRecord["kind"], limit: number = LISTED) {
  const { userId: tenantId } = yield* CurrentPrincipal
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

const gone = new NotFound({ detail: "Its result is gone. Begin it anew." })

const resultOf = Effect.fnUntraced(function* (job: BacktestRecord) {
  yield* mustBeDone(job)
  const kept = yield* readResult(job.tenantId, job.id)
  return Option.isSome(kept) ? resultView(job, kept.value) : yield* gone
})

const tradesOf = Effect.fn("api.backtestTrades")(function* (
  id: string,
  { after = 0, limit = PAGE }: { readonly after?: number; readonly limit?: number }
) {
  const job = yield* findJob(id, "BACKTEST")
  yield* mustBeDone(job)
  const kept = yield* readTrades(job.tenantId, id)
  if (Option.isNone(kept)) return yield* gone
  const all = kept.value
  const first = Math.max(0, after)
  const trades = all.slice(first, first + limit)
  const next = first + trades.length
  return { total: all.length, trades, ...(next < all.length && trades.length > 0 && { next }) }
})

const compare = Effect.fn("api.compareBacktests")(function* (firstId: string, secondId: string) {
  const first = yield* resultOf(yield* findJob(firstId, "BACKTEST"))
  const second = yield* resultOf(yield* findJob(secondId, "BACKTEST"))
  return { first, second, differences: compareMetrics(first.metrics, second.metrics) }
})

const list = Effect.fn("api.listBacktests")(function* (limit: number | undefined) {
  const jobs = yield* newestJobs("BACKTEST", limit)
  return jobs.flatMap((job) => (job.kind === "BACKTEST" ? [backtestView(job)] : []))
})

export const BacktestsLive = HttpApiBuilder.group(
  Api,
  "backtests",
  Effect.fn(function* (handlers) {
    const serve = yield* serving
    return handlers.handleAll({
      list: ({ query }) => serve(list(query.limit)),
      start: ({ payload }) => serve(Effect.map(startBacktest(payload), backtestView)),
      get: ({ params }) => serve(Effect.map(findJob(params.backtestId, "BACKTEST"), backtestView)),
      result: ({ params }) => serve(Effect.flatMap(findJob(params.backtestId, "BACKTEST"), resultOf)),
      trades: ({ params, query }) => serve(tradesOf(params.backtestId, query)),
      compare: ({ params }) => serve(compare(params.backtestId, params.otherId)),
      cancel: ({ params }) => serve(Effect.map(cancelFound(params.backtestId, "BACKTEST"), backtestView)),
      remove: ({ params }) => serve(removeJob(params.backtestId, "BACKTEST"))
    })
  })
)
