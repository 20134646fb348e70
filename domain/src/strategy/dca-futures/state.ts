import { type Cycle, freshCycle } from "../averaging/state.ts"

/** Its own part of a run's state: its cycle. */
export interface DcaFuturesState extends Cycle {
  readonly _tag: "DCA_FUTURES"
}

export const freshDcaFutures = (): DcaFuturesState => ({ _tag: "DCA_FUTURES", ...freshCycle() })
