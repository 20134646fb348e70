import { Clock, Effect, Option } from "effect"
import type { SimulationThread } from "@tradetower/backtest/simulation"
import { timeframeMillis } from "@tradetower/domain/market"
import type { SweepRow } from "@tradetower/domain/simulation"
import { archiveOf, type CandlePart, readParts, type SweepRecord } from "@tradetower/platform"
import { changeJob, readJob } from "./job-store.ts"
import { appendRows, readRows } from "./result-store.ts"
import { HISTORY } from "./run-backtest-job.ts"
import { sendJob } from "./send-job.ts"
import { refusedOrDefect, Simulations } from "./simulations.ts"
import { begin, endCancelled, endFailed, workOn } from "./work-on-job.ts"

/** How long one message's work may last before the rest is left to the next, ms: a message not done in 60 s comes again. */
const STINT = 20_000
/** Sets a thread is given at a time: about a tenth of a second's work, so that a cancel or a stint's end is soon met. */
const AT_ONCE = 16
/** When a sweep that found all threads taken asks again, ms. */
const LATER = 1_000

/** Sets that are still to be run. */
const missing = (sets: number, rows: ReadonlyArray<SweepRow>): Array<number> => {
  const done = new Set(rows.map(({ number }) => number))
  return Array.from({ length: sets }, (_, number) => number).filter((number) => !done.has(number))
}

/** Runs sets on one thread until there are none left or time is up. */
const workThrough = (
  job: SweepRecord,
  parts: ReadonlyArray<CandlePart>,
  rest: Array<number>,
  until: number,
  thread: SimulationThread,
  done: (rows: ReadonlyArray<SweepRow>) => void
) =>
  Effect.catch(
    Effect.tryPromise({
      try: async () => {
        const { axes, from, id, instrument, options, settings, timeframe, to } = job
        while (rest.length > 0 && performance.now() < until) {
          const numbers = rest.splice(0, AT_ONCE)
          const rows = await thread.run({
            _tag: "Sweep",
            sweepId: id,
            instrument,
            settings,
            options,
            axes,
            step: timeframeMillis[timeframe],
            from,
            to,
            numbers,
            ...(thread.holds !== id && { parts })
          })
          thread.holds = id
          done(rows)
        }
      },
      catch: (cause) => cause
    }),
    refusedOrDefect
  )

/**
 * Goes on with a sweep for a while; what is left is the next message's, so that a restart loses a stint at the most.
 * Sets that are done are kept as they are done.
 */
export const runSweepJob = Effect.fn("sweep")(function* (job: SweepRecord, part: number) {
  if (!(yield* begin(job))) return yield* endCancelled(job)
  const simulations = yield* Simulations
  const { id, tenantId } = job
  const before = yield* readRows(tenantId, id)
  const rest = missing(job.sets, before)
  const warms = job.settings.start._tag === "INDICATORS" ? HISTORY : 0
  const archive = archiveOf(tenantId, job.venue)
  const parts = yield* readParts(archive, job.symbol, job.from - warms, job.to, job.timeframe)

  let count = before.length
  let unwritten: Array<SweepRow> = []
  const keep = Effect.suspend(() => {
    const rows = unwritten
    unwritten = []
    return appendRows(tenantId, id, rows)
  })
  const report = Effect.gen(function* () {
    yield* keep
    const done = count
    yield* changeJob(tenantId, id, "SWEEP", (found) => ({ ...found, done, progress: done / found.sets }))
  })
  const work = simulations.sweeping((threads) => {
    const until = performance.now() + STINT
    const take = (rows: ReadonlyArray<SweepRow>) => {
      unwritten.push(...rows)
      count += rows.length
    }
    return Effect.forEach(threads, (thread) => workThrough(job, parts, rest, until, thread, take), {
      concurrency: "unbounded",
      discard: true
    })
  })
  const worked = yield* workOn(job, work, report)
  if (worked._tag === "Cancelled") {
    // What is done is kept, unless the sweep was deleted.
    if (Option.isSome(yield* readJob(tenantId, id, "SWEEP"))) yield* report
    return yield* endCancelled(job)
  }
  if (worked._tag === "Refused") return yield* endFailed(job, worked.message)
  // Another sweep is being worked on: this one goes on after it.
  if (Option.isNone(worked.value)) return yield* sendJob(job, part + 1, (yield* Clock.currentTimeMillis) + LATER)
  yield* report
  if (count < job.sets) return yield* sendJob(job, part + 1)
  const endedAt = yield* Clock.currentTimeMillis
  yield* changeJob(tenantId, id, "SWEEP", (found) => ({
    ...found,
    state: "DONE",
    progress: 1,
    done: found.sets,
    endedAt
  }))
})
