import { hold, release } from "./holding.ts"
import type { ExecutionReport } from "../order/report.ts"
import type { Run } from "./run.ts"
import type { RunState } from "./state.ts"

/** A minute after an order was refused at the latest the minute it was counted in is over. */
const A_MINUTE = 60_000

/** Whether the run waits for room under a limit of orders a minute. */
export const isHeldByRate = ({ holds }: Pick<RunState, "holds">): boolean => holds.includes("RATE")

/** An order found no room under a limit of orders a minute: the run waits for it (RISK-10). */
export const awaitRoom = (run: Run, { message, until }: Extract<ExecutionReport, { _tag: "OrderRejected" }>): void => {
  const { state } = run
  const at = until ?? run.at + A_MINUTE
  state.roomAt = isHeldByRate(state) ? Math.max(state.roomAt, at) : at
  const clock = new Date(state.roomAt).toISOString().slice(11, 19)
  hold(run, "RATE", `Waits for ${message}; goes on by itself at ${clock} UTC.`, "SYSTEM")
}

/** The wait for room may be over. */
export const rateTimer = (run: Run): void => {
  if (isHeldByRate(run.state) && run.at >= run.state.roomAt) release(run, "RATE")
}
