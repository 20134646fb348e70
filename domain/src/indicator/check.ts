import type { StartCondition } from "../bot/start.ts"
import type { Problem } from "../bot/plan.ts"
import type { IndicatorCondition } from "./condition.ts"

const problemOf = (condition: IndicatorCondition): { readonly field: string; readonly message: string } | undefined => {
  if (condition._tag === "MACD") {
    const { fastPeriod, slowPeriod } = condition
    return fastPeriod < slowPeriod
      ? undefined
      : { field: "fastPeriod", message: `must be shorter than the slow average of ${slowPeriod} candles` }
  }
  const { oversold, overbought } = condition
  return Number(oversold) < Number(overbought)
    ? undefined
    : { field: "oversold", message: `must be below the overbought zone, which begins at ${overbought}` }
}

/** Why a start's indicators can't work, field by field (IND-8). */
export const indicatorProblems = (start: StartCondition): ReadonlyArray<Problem> =>
  start._tag !== "INDICATORS"
    ? []
    : start.conditions.flatMap((condition, index) => {
        const problem = problemOf(condition)
        return problem === undefined ? [] : [{ ...problem, field: `start.conditions.${index}.${problem.field}` }]
      })
