import { Cause, Effect } from "effect"
import { refusedForGood } from "../ports/refused.ts"
import { StoreUnavailable } from "../ports/store.ts"

const FIRST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 5_000

/** Who follows which container. */
export interface Following {
  readonly container: string
  readonly consumer: string
}

/** Hands a batch of changes over until it is taken; what is refused for good is left out alone (STORE-20). */
export const handOver = <A, E, R>(
  { consumer, container }: Following,
  handle: (batch: ReadonlyArray<A>) => Effect.Effect<void, E, R>,
  batch: ReadonlyArray<A>
): Effect.Effect<void, never, R> => {
  const untilTaken = (some: ReadonlyArray<A>, failures: number): Effect.Effect<void, never, R> =>
    Effect.catchCause(handle(some), (cause) => {
      if (Cause.hasInterruptsOnly(cause)) return Effect.interrupt
      if (refusedForGood(cause)) {
        // One that can't be taken holds up none of the others.
        if (some.length > 1) return Effect.forEach(some, (one) => untilTaken([one], 0), { discard: true })
        return Effect.logError(`${consumer} can't take a change of ${container}: it is left out`, cause)
      }
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures)
      return Effect.logWarning(`${consumer} could not take changes of ${container}; again in ${pause} ms`, cause).pipe(
        Effect.andThen(Effect.sleep(pause)),
        Effect.andThen(Effect.suspend(() => untilTaken(some, failures + 1)))
      )
    })
  return untilTaken(batch, 0)
}

/** Reads changes, and leaves those out that can't be read (STORE-20). */
export const readable = <C, A>(
  { consumer, container }: Following,
  read: (change: C) => A | StoreUnavailable,
  changes: ReadonlyArray<C>
): Effect.Effect<ReadonlyArray<A>> =>
  Effect.suspend(() => {
    const values: Array<A> = []
    const errors: Array<StoreUnavailable> = []
    for (const change of changes) {
      const value = read(change)
      if (value instanceof StoreUnavailable) errors.push(value)
      else values.push(value)
    }
    const leftOut = Effect.forEach(
      errors,
      (error) => Effect.logError(`${consumer} can't read a change of ${container}: it is left out`, error),
      { discard: true }
    )
    return errors.length === 0 ? Effect.succeed(values) : Effect.as(leftOut, values)
  })
