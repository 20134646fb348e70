import type { StepRecord } from "@tradetower/platform"

/** Some steps of one run, oldest first. */
export type Steps = readonly [StepRecord, ...Array<StepRecord>]

/** Steps by their runs, each run's in their order. */
export const byRun = (steps: ReadonlyArray<StepRecord>): ReadonlyArray<Steps> => {
  const runs = new Map<string, [StepRecord, ...Array<StepRecord>]>()
  for (const step of steps) {
    const known = runs.get(step.botRunId)
    if (known === undefined) runs.set(step.botRunId, [step])
    else known.push(step)
  }
  return [...runs.values()]
}
