export { endedRun, EndedRuns, noRuns, positionProfitAt, resultOfEnded, sinceTheirEnd, together } from "./ended-runs.ts"
export { type Ledger, sums } from "./ledger.ts"
