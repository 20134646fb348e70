export { FIRST_DECISIONS } from "./decisions.ts"
export { faultNames } from "./fault-names.ts"
export { rehearse, rehearseFault } from "./rehearse.ts"
export type { RehearsalOf } from "./rehearsal-of.ts"
export { Decision, failedFaults, Fault, faults, RehearsalRow } from "./rehearsal.ts"
export {
  addsStop,
  type ConfigurationNow,
  configurationText,
  listedFaults,
  notPassedWords,
  Rehearsed,
  rehearsalState,
  RehearsalState,
  unrehearsed,
  unwaived,
  Waiver
} from "./rehearsed.ts"
