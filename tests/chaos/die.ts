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
  const run = StatementSync.prototype.run
  StatementSync.prototype.run = new Proxy(run, {
    apply: (target, statement, parameters) => {
      // Whatever `run` is called on is a statement.
      const commits = (statement as StatementSync).sourceSQL === "COMMIT"
      if (commits) moment.before()
      const answer: unknown = Reflect.apply(target, statement, parameters)
      if (commits) moment.after()
      return answer
    }
  })
}

/** The moments around an order's way to the exchange. */
export const dieAtOrder = (death: Death) => counted(death, "ORDER")
