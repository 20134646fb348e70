import { runConfig } from "@tradetower/domain/strategy"
import { isDeepStrictEqual } from "node:util"
import { Effect, Option } from "effect"
import { decodeState, initialState, RULES_VERSION } from "@tradetower/domain/bot"
import type { RunId, TenantId } from "@tradetower/domain/ids"
import {
  BotEvents,
  queryAll,
  Store,
  stepId,
  stepsWhere,
  type StepRecord,
  type StoreUnavailable
} from "@tradetower/platform"
import { codecsOf } from "./market-cache.ts"
import { RecentMessages } from "./recent-messages.ts"
import type { Run } from "./run.ts"
import { RunBroken } from "./run-broken.ts"
import { stepRun } from "./step-run.ts"

/** How many steps before the snapshot are read for the ids of their messages. */
const BEFORE_SNAPSHOT = 100
const PAGE = 500

/** Steps `from..` of a run in order. */
const stepsFrom = Effect.fnUntraced(function* (tenantId: TenantId, runId: RunId, from: number) {
  const found = yield* queryAll(BotEvents, { tenantId, botRunId: runId }, { where: stepsWhere({ from }), limit: PAGE })
  return found.filter((event): event is StepRecord => event.kind === "STEP")
})

/** The folded state kept last, when this version of the rules wrote it and it can still be read. */
const snapshotOf = Effect.fnUntraced(function* (tenantId: TenantId, runId: RunId) {
  const store = yield* Store
  const stored = yield* store.read(BotEvents, { tenantId, botRunId: runId }, "snapshot")
  if (Option.isNone(stored)) return undefined
  const record = stored.value.value
  if (record.kind !== "SNAPSHOT" || record.rules !== RULES_VERSION) return undefined
  return yield* Effect.try({
    try: () => ({ seq: record.seq, state: decodeState(record.state) }),
    catch: (cause) => cause
  }).pipe(
    Effect.catch((cause) =>
      Effect.logWarning("A snapshot can't be read; folding the run from its first event", { runId, cause }).pipe(
        Effect.as(undefined)
      )
    )
  )
})

/** An order's decision without its wording, which a later version may put better. */
const decision = (action: StepRecord["orders"][number]) => {
  const { rule: _rule, why: _why, ...decided } = action
  return decided
}

/** Steps anew over a recorded step and checks that the same orders come out. */
const replay = Effect.fnUntraced(function* (run: Run, record: StepRecord) {
  if (record.seq !== run.seq + 1)
    return yield* new RunBroken({
      runId: run.runId,
      seq: run.seq + 1,
      message: `step ${run.seq + 1} is missing: ${record.seq} follows`
    })
  const event = yield* Effect.try({
    try: () => run.codecs.decodeEvent(record.event),
    catch: (cause) =>
      new RunBroken({
        runId: run.runId,
        seq: record.seq,
        message: `step ${record.seq} can't be read: ${String(cause)}`
      })
  })
  const stepped = yield* stepRun(run, event, record.messageId)
  if (!isDeepStrictEqual(stepped.record.orders.map(decision), record.orders.map(decision)))
    return yield* new RunBroken({
      runId: run.runId,
      seq: record.seq,
      message: `step ${record.seq} gives other orders now than it recorded: ${JSON.stringify(stepped.record.orders)} instead of ${JSON.stringify(record.orders)}`
    })
  run.recent.add(record.messageId, record.seq)
  return stepped.run
})

/** A run as its documents tell it, with its last steps (whose orders may not have gone out). */
export interface LoadedRun {
  readonly run: Run
  readonly lastSteps: ReadonlyArray<StepRecord>
}

/**
 * Folds a run from its snapshot and events; none when it was never begun (or belongs to another tenant).
 * The fold steps over every recorded event and must give the orders recorded, else `RunBroken`.
 */
export const loadRun = Effect.fn("engine.loadRun")(function* (
  tenantId: TenantId,
  runId: RunId
): Effect.fn.Return<Option.Option<LoadedRun>, RunBroken | StoreUnavailable, Store> {
  const store = yield* Store
  const genesis = yield* store.read(BotEvents, { tenantId, botRunId: runId }, stepId(0))
  if (Option.isNone(genesis)) return Option.none()
  const first = genesis.value.value
  if (first.kind !== "GENESIS")
    return yield* new RunBroken({ runId, seq: 0, message: "the run's first document is not its beginning" })

  const codecs = codecsOf(first.instrument)
  const anchor = first.anchor && codecs.market.price(first.anchor)
  const config = runConfig({
    runId,
    market: codecs.market,
    settings: first.settings,
    ...(first.terms !== undefined && { terms: first.terms }),
    ...(anchor !== undefined && { anchor })
  })
  const snapshot = yield* snapshotOf(tenantId, runId)
  const account = { connection: first.connection, environment: first.environment }
  const base = { tenantId, botId: first.botDefinitionId, runId, account, config, codecs, recent: new RecentMessages() }
  let run: Run = { ...base, seq: snapshot?.seq ?? 0, at: first.at, state: snapshot?.state ?? initialState(config) }

  const steps = yield* stepsFrom(tenantId, runId, Math.max(1, run.seq + 1 - BEFORE_SNAPSHOT))
  for (const record of steps) {
    if (record.seq > run.seq) run = yield* replay(run, record)
    else {
      run.recent.add(record.messageId, record.seq)
      run = { ...run, at: record.at }
    }
  }
  return Option.some({ run, lastSteps: steps })
})
