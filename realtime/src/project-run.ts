import { Effect, Option } from "effect"
import {
  BotEvents,
  type BotRun,
  BotRuns,
  type Position,
  Positions,
  type StepRecord,
  stepId,
  Store
} from "@tradetower/platform"
import { RunBoard } from "./run-board.ts"

/** Some steps of one run, oldest first. */
export type Steps = readonly [StepRecord, ...Array<StepRecord>]

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

/** Where a run stands after its newest step. */
const runAfter = (newest: StepRecord, began: number): BotRun => {
  const { state } = newest.summary
  return {
    id: newest.botRunId,
    tenantId: newest.tenantId,
    botDefinitionId: newest.botDefinitionId,
    exchange: newest.exchange,
    symbol: newest.symbol,
    startedAt: began,
    ...(over(state) && { endedAt: newest.summary.since }),
    state,
    live: !over(state),
    ...(newest.summary.kept && { kept: true as const }),
    seq: newest.seq,
    summary: newest.summary
  }
}

const positionAfter = ({ summary, ...step }: StepRecord): Position => ({
  id: step.botRunId,
  tenantId: step.tenantId,
  botRunId: step.botRunId,
  botDefinitionId: step.botDefinitionId,
  exchange: step.exchange,
  symbol: step.symbol,
  quantity: summary.position,
  cost: summary.positionCost,
  ...(summary.averageEntry !== undefined && { averageEntry: summary.averageEntry }),
  seq: step.seq,
  updatedAt: step.at
})

const writeOnce = Effect.fnUntraced(function* (steps: Steps) {
  const store = yield* Store
  const board = yield* RunBoard
  const newest = steps.at(-1) ?? steps[0]
  const before = yield* board.find(newest)
  if (Option.isSome(before) && before.value.value.seq >= newest.seq) return
  const began = Option.isSome(before) ? before.value.value.startedAt : yield* startedAt(steps[0])
  const run = runAfter(newest, began)

  const held = Option.isSome(before) ? before.value.value.summary : undefined
  if (held?.position !== run.summary.position || held.positionCost !== run.summary.positionCost) {
    yield* store.upsert(Positions, positionAfter(newest))
  }
  const version = Option.isSome(before)
    ? yield* store.replace(BotRuns, run, before.value.version)
    : yield* store.create(BotRuns, run)
  board.keep({ value: run, version })
})

/**
 * Writes the projections of one run from some of its steps, oldest first: `BotRuns` and `Positions`. The newest step
 * wins over what is there; older ones change nothing, however often they come.
 */
export const projectRun = (steps: Steps) =>
  Effect.flatMap(RunBoard, (board) =>
    writeOnce(steps).pipe(
      Effect.tapError(() => Effect.sync(() => board.forget(steps[0].botRunId))),
      // Someone else wrote it meanwhile: look at what they wrote.
      Effect.retry({ times: 20, while: (error) => error._tag !== "StoreUnavailable" })
    )
  )
