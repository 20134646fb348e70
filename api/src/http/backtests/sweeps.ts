import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { heatMap } from "@tradetower/backtest/simulation"
import { rankSweep, sweepOf } from "@tradetower/domain/simulation"
import {
  Api,
  CannotWork,
  type SweepMeasure,
  type SweepResultView,
  type SweepSetView,
  type SweepView
} from "../../../contract/index.ts"
import { places, sweepView } from "../../backtest/job-views.ts"
import { readRows } from "../../backtest/result-store.ts"
import { startSweep } from "../../backtest/start-run.ts"
import { cancelFound, findJob, mustBeDone, newestJobs, removeJob } from "./jobs.ts"
import { serving } from "../server/serve.ts"

const BEST = 100

const list = Effect.fn("api.listSweeps")(function* (limit: number | undefined) {
  const jobs = yield* newestJobs("SWEEP", limit)
  return jobs.flatMap((job): ReadonlyArray<SweepView> => (job.kind === "SWEEP" ? [sweepView(job)] : []))
})

/** A sweep with what it found out: one that was cancelled keeps what was done until then. */
const ended = Effect.fnUntraced(function* (id: string) {
  const job = yield* findJob(id, "SWEEP")
  if (job.state !== "CANCELLED" || job.done === 0) yield* mustBeDone(job)
  return job
})

const result = Effect.fn("api.sweepResult")(function* (id: string, limit: number | undefined) {
  const job = yield* ended(id)
  const rows = yield* readRows(job.tenantId, id)
  const ranked = rankSweep(rows, job.by)
  const ran = ranked.rows.filter(({ chosenOn }) => chosenOn !== undefined)
  const ranks = places(ran)
  const swapped = ran.map((row) => ({ ...row, ...(row.heldOut !== undefined && { chosenOn: row.heldOut }) }))
  const heldOut = places(rankSweep(swapped, job.by).rows)
  const sweep = sweepOf(job.settings, job.axes)
  const sets = ranked.rows.slice(0, limit ?? BEST).map((row): SweepSetView => {
    const rank = ranks.get(row.number)
    const heldOutRank = heldOut.get(row.number)
    return {
      ...row,
      ...(rank !== undefined && { rank }),
      ...(heldOutRank !== undefined && { heldOutRank }),
      settings: sweep.set(row.number).settings
    }
  })
  const view: SweepResultView = {
    sweep: sweepView(job),
    sets,
    refused: rows.length - ran.length,
    warning: ranked.warning
  }
  return view
})

const map = Effect.fn("api.sweepMap")(function* (
  id: string,
  query: { readonly x?: string; readonly y?: string; readonly measure?: SweepMeasure }
) {
  const job = yield* ended(id)
  const names = job.axes.map(({ field }) => field)
  const { x = names[0] ?? "", y = names.find((name) => name !== (query.x ?? names[0])) ?? names[0] ?? "" } = query
  const errors = Object.entries({ x, y })
    .filter(([, field]) => !names.includes(field))
    .map(([field]) => ({ field, message: `choose one of ${names.join(", ")}` }))
  if (errors.length > 0) return yield* new CannotWork({ detail: "That is no axis of this sweep.", errors })
  return heatMap(yield* readRows(job.tenantId, id), x, y, query.measure ?? job.by, job.by)
})

export const SweepsLive = HttpApiBuilder.group(
  Api,
  "sweeps",
  Effect.fn(function* (handlers) {
    const serve = yield* serving
    return handlers.handleAll({
      list: ({ query }) => serve(list(query.limit)),
      start: ({ payload }) => serve(Effect.map(startSweep(payload), sweepView)),
      get: ({ params }) => serve(Effect.map(findJob(params.sweepId, "SWEEP"), sweepView)),
      result: ({ params, query }) => serve(result(params.sweepId, query.limit)),
      map: ({ params, query }) => serve(map(params.sweepId, query)),
      cancel: ({ params }) => serve(Effect.map(cancelFound(params.sweepId, "SWEEP"), sweepView)),
      remove: ({ params }) => serve(removeJob(params.sweepId, "SWEEP"))
    })
  })
)
