import { Effect, Schedule } from "effect"
import { failureOf } from "../failures.ts"
import { nothingCame } from "./failures.ts"

/** After a failure again in 20, 40 ... ms, at the most in 10 s. */
const growing = Schedule.jittered(Schedule.min([Schedule.exponential("20 millis"), Schedule.spaced("10 seconds")]))
/** Who waits and gets nothing sooner than this was not made to wait: that is a failure. */
const SOON_MS = 500

/**
 * Asks the bus for something however long it takes to come, and through any failure: the first of a row is logged. Where
 * nothing came within the time of one `ask`, `enough` may end it: then the answer is undefined.
 */
export const persistently = <A>(
  what: string,
  ask: (signal: AbortSignal) => Promise<A | undefined>,
  enough: () => boolean = () => false,
  service = "Service Bus"
): Effect.Effect<A | undefined> => {
  let troubled = false
  const once = Effect.suspend(() => {
    const since = performance.now()
    return Effect.tryPromise({ try: ask, catch: (error) => error }).pipe(
      Effect.catch((error) =>
        nothingCame(error) && performance.now() - since > SOON_MS ? Effect.undefined : Effect.fail(error)
      )
    )
  })
  return once.pipe(
    Effect.tapError((error) => {
      if (troubled) return Effect.void
      troubled = true
      return Effect.logWarning(`${what} fails, it is tried until it works: ${failureOf(service, error).message}`)
    }),
    Effect.retry(growing),
    // The schedule has no end.
    Effect.orDie,
    Effect.tap(() => {
      if (!troubled) return Effect.void
      troubled = false
      return Effect.logInfo(`${what} works again`)
    }),
    Effect.repeat({ until: (answer) => answer !== undefined || enough() })
  )
}
