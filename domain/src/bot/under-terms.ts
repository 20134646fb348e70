import type { Terms } from "../terms/terms.ts"
import { progressClosing } from "./closing.ts"
import { collect, dispatch } from "./outbox.ts"
import { protect } from "./protect.ts"
import { orderGone } from "./reports.ts"
import type { Run } from "./run.ts"

/** What is taken back before it was sent makes room for something else: no honest step does so more often. */
const ROUNDS = 100

/** The end of a step of a run whose account's broker can't do all there is: stop, closing, and what may go out. */
export const progressUnder = (run: Run, terms: Terms): void => {
  for (let round = 0; round < ROUNDS; round++) {
    collect(run)
    protect(run)
    progressClosing(run)
    const dropped = dispatch(run, terms)
    if (dropped.length === 0) break
    for (const order of dropped) orderGone(run, order, true)
  }
  run.orders = [...run.letGo]
}
