export { bookStep, EntryKind, LedgerBooks, LedgerEntry, noBooks } from "./entry.ts"
export { endedRun, EndedRuns, noRuns, positionProfitAt, resultOfEnded, sinceTheirEnd, together } from "./ended-runs.ts"
export { type Ledger, sums } from "./ledger.ts"
export { addSums, LedgerSums, netOf, noSums, sumsSince } from "./sums.ts"
