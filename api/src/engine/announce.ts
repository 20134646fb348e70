import { Effect } from "effect"
import type { Transition } from "@tradetower/domain"
import type { StepRecord } from "@tradetower/platform"
import { notify } from "./notify.ts"

/** How loudly a change of state is told; most are not. */
const severityOf = (transition: Transition): "INFO" | "WARNING" | "CRITICAL" | undefined => {
  if (transition.to === "ERROR") return "CRITICAL"
  if (transition.actor === "TRADER") return undefined
  if (transition.to === "PAUSED") return "WARNING"
  if (transition.to === "STOPPED" || transition.to === "COMPLETED") return "INFO"
  return undefined
}

/** Tells the trader of the changes of state worth hearing of; telling again changes nothing. */
export const announce = Effect.fnUntraced(function* (step: StepRecord) {
  for (const [index, transition] of step.transitions.entries()) {
    const severity = severityOf(transition)
    if (severity === undefined) continue
    yield* notify({
      id: `${step.botRunId}:${step.seq}:${index}`,
      tenantId: step.tenantId,
      botId: step.botDefinitionId,
      severity,
      text: `${step.symbol}: ${transition.to.toLowerCase()}. ${transition.reason}`
    })
  }
})
