import { Effect, Option } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { compareMetrics } from "@tradetower/domain/simulation"
import type { BacktestRecord } from "@tradetower/platform"
import { Api, NotFound } from "../../../contract/index.ts"
import { backtestView, resultView } from "../../backtest/job-views.ts"
import { readResult, readTrades } from "../../backtest/result-store.ts"
import { startBacktest } from "../../backtest/start-run.ts"
import { serving } from "../server/serve.ts"
import { cancelFound, findJob, mustBeDone, newestJobs, removeJob } from "./jobs.ts"

const PAGE = 100

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
