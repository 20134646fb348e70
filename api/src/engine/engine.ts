import { Clock, Context, Effect, Layer, Option, Schema, Semaphore } from "effect"
import { type BotEvent, encodeState, RULES_VERSION } from "@tradetower/domain/bot"
import { RunId, TenantId } from "@tradetower/domain/ids"
import { OldestOut } from "@tradetower/domain/oldest-out"
import {
  BotEvents,
  type Bus,
  type BusUnavailable,
  stepId,
  Store,
  StoreUnavailable,
  type Telemetry
} from "@tradetower/platform"
import { announce } from "./announce.ts"
import { loadRun } from "./load-run.ts"
import type { Run } from "./run.ts"
import type { RunBroken } from "./run-broken.ts"
import { sendOrders, sendUnsent } from "./send-orders.ts"
import { type Stepped, stepRun } from "./step-run.ts"

/** Runs kept in memory; the one used longest ago makes room. */
const KEPT = 20_000
/** A snapshot every so many steps. */
const SNAPSHOT_EVERY = 200
/** How often a step is tried again when others write to the same run. */
const RACES = 5

/** No run of this tenant has this id. */
export class NoSuchRun extends Schema.TaggedError<NoSuchRun>()("NoSuchRun", { tenantId: TenantId, runId: RunId }) {
  override get message(): string {
    return `tenant ${this.tenantId} has no run ${this.runId}`
  }
}

/** What became of an event. */
export type Outcome =
  | { readonly _tag: "Recorded"; readonly stepped: Stepped }
  /** Its message made this step before. */
  | { readonly _tag: "Repeated"; readonly seq: number }
  | Declined

/** The run has no use for it, for this reason: nothing is recorded. Not a failure, for bursts are full of them. */
export interface Declined {
  readonly _tag: "Declined"
  readonly reason: string
}

interface Slot {
  /** One step of a run at a time. */
  readonly lock: Semaphore.Semaphore
  run?: Run
}

type Failure = RunBroken | NoSuchRun | StoreUnavailable | BusUnavailable
type Needs = Store | Bus | Telemetry

/** Steps runs: load, step, one write, then the orders. */
export class Engine extends Context.Service<
  Engine,
  {
    /**
     * Steps a run with an event and records it, once per `messageId`; orders go out after. `makeEvent` sees the run as it
     * is; when it fails or declines nothing is recorded.
     */
    readonly record: <E = never>(
      tenantId: TenantId,
      runId: RunId,
      messageId: string,
      makeEvent: (run: Run) => Effect.Effect<BotEvent | Declined, E, Store>
    ) => Effect.Effect<Outcome, Failure | E, Needs>
    /** The run as it stands, if it was begun. */
    readonly current: (tenantId: TenantId, runId: RunId) => Effect.Effect<Option.Option<Run>, Failure, Needs>
  }
>()("@tradetower/api/Engine") {
  static readonly layer = Layer.effect(
    Engine,
    Effect.gen(function* () {
      const store = yield* Store
      const kept = new OldestOut<RunId, Slot>(KEPT)

      const slotOf = (runId: RunId): Slot => {
        const found = kept.get(runId)
        if (found !== undefined) return found
        const slot: Slot = { lock: Semaphore.makeUnsafe(1) }
        kept.set(runId, slot)
        return slot
      }

      const fetch = Effect.fnUntraced(function* (tenantId: TenantId, runId: RunId) {
        const loaded = yield* loadRun(tenantId, runId)
        if (Option.isNone(loaded)) return yield* new NoSuchRun({ tenantId, runId })
        yield* sendUnsent(loaded.value.lastSteps)
        return loaded.value.run
      })

      /** What follows a step's record; all of it may be repeated. */
      const afterwards = Effect.fnUntraced(function* ({ run, record }: Stepped) {
        yield* sendOrders(record)
        if (record.transitions.length > 0) yield* announce(record)
        if (run.seq % SNAPSHOT_EVERY === 0)
          yield* store
            .upsert(BotEvents, {
              id: "snapshot",
              tenantId: run.tenantId,
              botRunId: run.runId,
              botDefinitionId: run.botId,
              kind: "SNAPSHOT",
              seq: run.seq,
              rules: RULES_VERSION,
              state: encodeState(run.state)
            })
            .pipe(Effect.catch((cause) => Effect.logWarning("A snapshot was not written", { runId: run.runId, cause })))
      })

      /** Everything but the lock. */
      const attempt = Effect.fnUntraced(function* <E>(
        tenantId: TenantId,
        runId: RunId,
        messageId: string,
        makeEvent: (run: Run) => Effect.Effect<BotEvent | Declined, E, Store>
      ): Effect.fn.Return<Outcome, Failure | E, Needs> {
        const slot = slotOf(runId)
        for (let races = 0; ; races++) {
          const run: Run = slot.run ?? (yield* fetch(tenantId, runId))
          if (run.tenantId !== tenantId) return yield* new NoSuchRun({ tenantId, runId })
          slot.run = run
          const before = run.recent.stepOf(messageId)
          if (before !== undefined) {
            // Perhaps nothing after its append was done.
            const record = yield* store.read(BotEvents, { tenantId, botRunId: runId }, stepId(before))
            if (Option.isSome(record) && record.value.value.kind === "STEP") {
              yield* sendOrders(record.value.value)
              yield* announce(record.value.value)
            }
            return { _tag: "Repeated", seq: before }
          }
          const event = yield* makeEvent(run)
          if (event._tag === "Declined") return event
          const stepped = yield* stepRun(run, event, messageId)
          const recordedAt = yield* Clock.currentTimeMillis
          const written = yield* store.create(BotEvents, { ...stepped.record, recordedAt }).pipe(
            Effect.as(true),
            Effect.catchTag("AlreadyExists", () => Effect.succeed(false)),
            // Written or not, it can't be known: what the store holds decides.
            Effect.tapError(() => Effect.sync(() => delete slot.run))
          )
          if (written) {
            run.recent.add(messageId, stepped.run.seq)
            slot.run = stepped.run
            yield* afterwards(stepped)
            return { _tag: "Recorded", stepped }
          }
          delete slot.run
          if (races === RACES)
            return yield* new StoreUnavailable({
              container: "BotEvents",
              message: `others wrote to run ${runId} at the same time, ${RACES} times over; try again`,
              retryable: true
            })
        }
      })

      return {
        record: (tenantId, runId, messageId, makeEvent) =>
          slotOf(runId).lock.withPermit(attempt(tenantId, runId, messageId, makeEvent)),
        current: (tenantId, runId) =>
          Effect.suspend(() => {
            const run = slotOf(runId).run
            if (run !== undefined) return Effect.succeed(run.tenantId === tenantId ? Option.some(run) : Option.none())
            return loadRun(tenantId, runId).pipe(Effect.map(Option.map((loaded) => loaded.run)))
          })
      }
    })
  )
}
