import { Effect } from "effect"
import { kindOfTransition } from "@tradetower/domain/alert-kind"
import { severityOf } from "@tradetower/domain/bot"
import type { StepRecord } from "@tradetower/platform"
import { notify } from "./notify.ts"

/** Tells the trader of the changes of state worth hearing of; telling again changes nothing. */
export const announce = Effect.fnUntraced(function* (step: StepRecord) {
  for (const [index, transition] of step.transitions.entries()) {
    const severity = severityOf(transition)
    if (severity === undefined) continue
    yield* notify({
      id: `${step.botRunId}:${step.seq}:${index}`,
      tenantId: step.tenantId,
      botId: step.botDefinitionId,
      kind: kindOfTransition(transition),
      severity,
      text: `${step.symbol}: ${transition.to.toLowerCase()}. ${transition.reason}`
    })
  }
})
