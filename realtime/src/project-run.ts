import { isDeepStrictEqual } from "node:util"
import { Effect, Option } from "effect"
import { tradedOf } from "@tradetower/domain/connection"
import {
  BotEvents,
  type BotRun,
  BotRuns,
  earlierRuns,
  newestRun,
  type StepRecord,
  stepId,
  type Stored,
  Store,
  tellLaterRuns
} from "@tradetower/platform"
import type { Steps } from "./by-run.ts"
import { recordEnd } from "./metrics/record-end.ts"
import { RunBoard } from "./run-board.ts"

const over = (state: BotRun["state"]): boolean => state === "STOPPED" || state === "COMPLETED"

const startedAt = Effect.fnUntraced(function* (first: StepRecord) {
  if (first.seq === 1) return first.at
  const store = yield* Store
  const genesis = yield* store.read(BotEvents, { tenantId: first.tenantId, botRunId: first.botRunId }, stepId(0))
  return Option.match(genesis, {
    onNone: () => first.at,
    onSome: ({ value }) => (value.kind === "SNAPSHOT" ? first.at : value.at)
  })
})

type Beginning = Required<Pick<BotRun, "startedAt" | "earlier">>

/** When a run began, after every other of its bot, and what those came to. */
const beginning = Effect.fnUntraced(function* (first: StepRecord, before: Option.Option<Stored<BotRun>>) {
  const { botDefinitionId, tenantId } = first
  const bot = { botDefinitionId, tenantId }
  const known = Option.getOrUndefined(before)?.value
  const last = known === undefined ? Option.getOrUndefined(yield* newestRun(bot)) : undefined
  const began = known?.startedAt ?? Math.max(yield* startedAt(first), (last?.startedAt ?? -1) + 1)
  const earlier = known?.earlier ?? (yield* earlierRuns({ ...bot, startedAt: began }))
  return { startedAt: began, earlier } satisfies Beginning
})

/** Tells a bot's later runs, when there can be any, what an earlier one came to. */
const told = Effect.fnUntraced(function* (run: BotRun) {
  const board = yield* RunBoard
  for (const later of yield* tellLaterRuns(run)) board.keep(later)
})

/** Where a run stands after its newest step. */
const runAfter = (newest: StepRecord, { earlier, startedAt }: Beginning): BotRun => {
  const { state } = newest.summary
  return {
    id: newest.botRunId,
    tenantId: newest.tenantId,
    botDefinitionId: newest.botDefinitionId,
    ...tradedOf(newest),
    startedAt,
    ...(over(state) && { endedAt: newest.summary.since }),
    state,
    live: !over(state),
    ...(newest.summary.kept && { kept: true as const }),
    seq: newest.seq,
    summary: newest.summary,
    earlier
  }
}

/** That orders were accepted, and what a run shows is as before: not worth a write, which a later step's says as well. */
const isNoNews = (steps: Steps, before: BotRun): boolean =>
  steps.every(({ event, orders }) => event["_tag"] === "OrderAccepted" && orders.length === 0) &&
  isDeepStrictEqual(steps.at(-1)?.summary, before.summary)

const writeOnce = Effect.fnUntraced(function* (steps: Steps) {
  const store = yield* Store
  const board = yield* RunBoard
  const newest = steps.at(-1) ?? steps[0]
  const before = yield* board.find(newest)
  if (Option.isSome(before) && before.value.value.seq >= newest.seq) {
    // It comes again: whoever wrote it may have died before the later runs were told.
    if (!before.value.value.live) {
      yield* told(before.value.value)
      yield* recordEnd(before.value.value)
    }
    return
  }
  if (Option.isSome(before) && isNoNews(steps, before.value.value)) return
  const run = runAfter(newest, yield* beginning(steps[0], before))
  const version = Option.isSome(before)
    ? yield* store.replace(BotRuns, run, before.value.version)
    : yield* store.create(BotRuns, run)
  board.keep({ value: run, version })
  const had = Option.getOrUndefined(before)?.value
  // Only one that had ended before can have later ones.
  if (had === undefined) {
    // The one before may have been written meanwhile: what it says now counts.
    const last = yield* newestRun(run, run.startedAt)
    if (Option.isSome(last)) yield* told(last.value)
  } else if (!had.live || had.kept === true || run.kept === true) yield* told(run)
  yield* recordEnd(run)
})

/**
 * Writes the projection of one run, `BotRuns`, from some of its steps, oldest first. The newest step wins over what is
 * there, and the last one closes the run's results over time; older ones change nothing, however often they come, and
 * neither do those that only say that an order was accepted.
 */
export const projectRun = (steps: Steps) =>
  Effect.flatMap(RunBoard, (board) =>
    writeOnce(steps).pipe(
      Effect.tapError(() => Effect.sync(() => board.forget(steps[0].botRunId))),
      // Someone else wrote it meanwhile: look at what they wrote.
      Effect.retry({ times: 20, while: (error) => error._tag !== "StoreUnavailable" })
    )
  )
