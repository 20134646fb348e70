import { type Cycle, freshCycle } from "../averaging/state.ts"

/** A DCA's own part of a run's state: its cycle. */
export interface DcaState extends Cycle {
  readonly _tag: "DCA"
}

export const freshDca = (): DcaState => ({ _tag: "DCA", ...freshCycle() })
