import { Effect, Schedule } from "effect"
import type { SignIns } from "@tradetower/platform"
import type { Sessions } from "./sessions.ts"

/** How often is tried to write down that sign-ins are ended, while the disk takes no writes. */
const AGAIN = "2 seconds"

/** The gateway's sessions, as sign-ins that can be ended from within. */
export const signInsOf = (sessions: Pick<Sessions, "endAll">): (typeof SignIns)["Service"] => ({
  endAll: (userId) =>
    Effect.tryPromise({ try: () => sessions.endAll(userId), catch: (cause) => cause }).pipe(
      Effect.tapError((cause) => Effect.logWarning(`the sign-ins of ${userId} can't be written down as ended`, cause)),
      Effect.retry(Schedule.spaced(AGAIN)),
      Effect.orDie
    )
})
