import { StatementSync } from "node:sqlite"
import type { Death } from "./kill-plan.ts"

/** Ends this process as a power cut would: nothing is flushed, no handler runs. */
const die = (): void => {
  process.kill(process.pid, "SIGKILL")
}

/** Runs `act` as the n-th of its kind, dying right before or right after when that is the plan. */
const counted = (death: Death, by: Death["by"]) => {
  let count = 0
  return {
    before: () => {
      count += 1
      if (death.by === by && death.by !== "CLOCK" && death.nth === count && death.moment === "BEFORE") die()
    },
    after: () => {
      if (death.by === by && death.by !== "CLOCK" && death.nth === count && death.moment === "AFTER") die()
    }
  }
}

/** Makes every commit to SQLite a moment to die at, whoever commits. Call before the system starts. */
export const dieAtCommit = (death: Death): void => {
  const moment = counted(death, "COMMIT")
  // Seen as a property, because it is passed on with its `this`, not called here.
  const prototype = StatementSync.prototype as { run: (this: StatementSync, ...parameters: Array<never>) => unknown }
  const { run } = prototype
  prototype.run = function (this: StatementSync, ...parameters) {
    const commits = this.sourceSQL === "COMMIT"
    if (commits) moment.before()
    const answer = run.apply(this, parameters)
    if (commits) moment.after()
    return answer
  }
}

/** The moments around an order's way to the exchange. */
export const dieAtOrder = (death: Death) => counted(death, "ORDER")
