import { Clock, Effect } from "effect"
import { timeframeMillis } from "@tradetower/domain/market"
import { archiveOf, type BacktestRecord, readParts } from "@tradetower/platform"
import { changeJob } from "./job-store.ts"
import { writeResult } from "./result-store.ts"
import { Simulations } from "./simulations.ts"
import { begin, endCancelled, endFailed, workOn } from "./work-on-job.ts"

/** How much before the first candle traded is read for indicators to warm up on, ms: 400 of the longest candles. */
export const HISTORY = 400 * timeframeMillis["1d"]

/** Runs a backtest and keeps its result. Doing it again leaves the same. */
export const runBacktestJob = Effect.fn("backtest")(function* (job: BacktestRecord) {
  if (!(yield* begin(job))) return yield* endCancelled(job)
  const simulations = yield* Simulations
  const { from, id, instrument, options, settings, tenantId, timeframe, to } = job
  const warms = settings.start._tag === "INDICATORS" ? HISTORY : 0
  const parts = yield* readParts(archiveOf(tenantId, job.venue), job.symbol, from - warms, to, timeframe)
  const step = timeframeMillis[timeframe]
  const run = simulations.backtest(tenantId, { instrument, settings, options, step, parts, from, to })
  const worked = yield* workOn(job, run, Effect.void)
  if (worked._tag === "Cancelled") return yield* endCancelled(job)
  if (worked._tag === "Refused") return yield* endFailed(job, worked.message)
  yield* writeResult(tenantId, id, worked.value)
  const endedAt = yield* Clock.currentTimeMillis
  const { drawdown, fills, holdingPercent, total, totalPercent } = worked.value.metrics
  const headline = { total, totalPercent, holdingPercent, drawdownPercent: drawdown.percent, fills }
  yield* changeJob(tenantId, id, "BACKTEST", (found) => ({ ...found, state: "DONE", progress: 1, endedAt, headline }))
})
