import { Effect } from "effect"

/** Closes what a client opened, for as long as that is worth waiting for: what we held is free once we are gone. */
export const closing = (close: () => Promise<void>): Effect.Effect<void> =>
  Effect.ignore(Effect.timeout(Effect.tryPromise(close), "5 seconds"))
