import type { RunStep } from "../simulation/surroundings.ts"
import type { Decision } from "./rehearsal.ts"

/** Decisions of one row that are told: so many of the first, and the last. */
export const MOST_DECISIONS = 8
export const FIRST_DECISIONS = 4

/** What a run decided: the first of it and the last, oldest first. */
export interface DecisionLog {
  readonly did: ReadonlyArray<Decision>
  /** How many between the first `FIRST_DECISIONS` and the others are left out. */
  readonly more: number
  readonly add: (step: RunStep) => void
}

/** Writes down what a run decides from a moment (ms) on; what follows one another by the same rule as one. */
export const decisionLog = (from: number): DecisionLog => {
  const did: Array<Decision> = []
  let more = 0
  const add = (decision: Omit<Decision, "count">): void => {
    const last = did.at(-1)
    if (last !== undefined && last.rule !== undefined && last.kind === decision.kind && last.rule === decision.rule) {
      did[did.length - 1] = { ...last, count: last.count + 1 }
      return
    }
    did.push({ ...decision, count: 1 })
    if (did.length > MOST_DECISIONS) more += did.splice(FIRST_DECISIONS, 1)[0]?.count ?? 0
  }
  return {
    did,
    get more() {
      return more
    },
    add: ({ event, orders, transitions }) => {
      const after = Math.max(0, Math.round((event.at - from) / 1_000))
      for (const { reason, to } of transitions) add({ after, kind: "STATE", state: to, why: reason })
      for (const { _tag, rule, why } of orders) add({ after, kind: _tag === "Place" ? "PLACE" : "CANCEL", rule, why })
    }
  }
}
