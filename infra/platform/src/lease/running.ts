import { Clock, Effect } from "effect"

/** What a process's own running clock says, ms: no setting of the time changes it. */
export const runningBy = (clock: Clock.Clock): number => Number(clock.monotonicTimeNanosUnsafe()) / 1_000_000

/** The same, of the process that asks. */
export const running = Effect.map(Clock.Clock, runningBy)
