import { Effect } from "effect"
import { AuditEvents, BotStateTransitions, type StepRecord, Store } from "@tradetower/platform"

/**
 * Writes each change of state of a step into the run's history, by the market's time, and into the tenant's audit trail, by
 * the clock that what was asked for is told by there; once, however often asked.
 */
export const recordTransitions = Effect.fnUntraced(function* (step: StepRecord) {
  const store = yield* Store
  for (const [index, transition] of step.transitions.entries()) {
    const { botDefinitionId, botRunId, recordedAt, seq, tenantId } = step
    const id = `${botRunId}:${seq}:${index}`
    const history = store.create(BotStateTransitions, { id, tenantId, botRunId, botDefinitionId, seq, ...transition })
    const trail = store.create(AuditEvents, {
      id: `state:${id}`,
      tenantId,
      at: recordedAt ?? transition.at,
      actor: transition.actor,
      action: `state.${transition.to}`,
      botDefinitionId,
      botRunId,
      detail: transition.reason
    })
    const once = [history, trail].map(Effect.catchTag("AlreadyExists", () => Effect.void))
    yield* Effect.all(once, { concurrency: 2, discard: true })
  }
})
