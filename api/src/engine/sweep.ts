import { Effect, Option } from "effect"
import type { RunId } from "@tradetower/domain/ids"
import { type BotRun, BotRuns, BotEvents, everyTenant, queryAll, Store, stepId, Telemetry } from "@tradetower/platform"
import { sendUnsent } from "./send-orders.ts"

/** Steps looked back at in a run whose last check is not known: only the newest can be unsent, the rest is margin. */
const LOOK_BACK = 5

/** Every live run as last projected. */
const liveRuns = queryAll(BotRuns, everyTenant("sweep for orders that were not sent"), { where: { live: true } })

/**
 * Makes the sweep that finds orders a crash kept from going out. It looks only at steps that were there a sweep ago, so
 * that what is just on its way is left alone; after a start the first sweep looks at the last steps of every live run.
 */
export const makeSweep = () => {
  const seen = new Map<RunId, { readonly checked: number; readonly seq: number }>()
  let first = true

  return Effect.fn("engine.sweep")(function* () {
    const store = yield* Store
    const telemetry = yield* Telemetry
    const runs = yield* liveRuns
    const live = new Set(runs.map((run) => run.id))
    for (const id of seen.keys()) if (!live.has(id)) seen.delete(id)

    const look = Effect.fnUntraced(function* (run: BotRun) {
      let sent = 0
      const known = seen.get(run.id)
      const upTo = known?.seq ?? (first ? run.seq : 0)
      const from = Math.max(1, (known?.checked ?? run.seq - LOOK_BACK) + 1)
      const key = { tenantId: run.tenantId, botRunId: run.id }
      // Until all of that was looked at, the next sweep looks at it again.
      seen.set(run.id, { checked: from - 1, seq: upTo })
      for (let seq = from; seq <= upTo; seq++) {
        const stored = yield* store.read(BotEvents, key, stepId(seq))
        if (Option.isSome(stored) && stored.value.value.kind === "STEP") sent += yield* sendUnsent([stored.value.value])
      }
      seen.set(run.id, { checked: Math.max(upTo, from - 1), seq: run.seq })
      return sent
    })
    let sent = 0
    for (const run of runs) {
      // One run that can't be looked at, whoever's it is, keeps no other's orders back.
      sent += yield* Effect.catch(look(run), (error) =>
        Effect.as(
          Effect.logWarning(`The orders of run ${run.id} could not be looked at: again in the next sweep`, error),
          0
        )
      )
      yield* Effect.yieldNow
    }
    first = false
    if (sent > 0) yield* Effect.logWarning("Orders had not gone out and were sent again", { sent })
    yield* telemetry.count("engine.sweep.resent", sent)
    return sent
  })
}
