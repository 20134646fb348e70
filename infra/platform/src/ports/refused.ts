import { Cause, Option } from "effect"

/**
 * Whether something failed with an error that says of itself that trying again can't help: whoever repeats what failed
 * asks this first.
 */
export const refusedForGood = (cause: Cause.Cause<unknown>): boolean =>
  Option.exists(
    Cause.findErrorOption(cause),
    (error) => typeof error === "object" && error !== null && "retryable" in error && error.retryable === false
  )
